//! Where a client is, and with what it signs in.

use super::{City, Device, Lore, Network};
use crate::simulate::organisation::{Client, DeviceKind, Site};

/// A place on the map with its network.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Spot<'a> {
    pub(in crate::simulate) city: &'a str,
    pub(in crate::simulate) state: &'a str,
    pub(in crate::simulate) country: &'a str,
    pub(in crate::simulate) lat: f64,
    pub(in crate::simulate) lon: f64,
    pub(in crate::simulate) network: &'a Network,
}

impl Lore {
    pub(in crate::simulate) fn device(&self, client: Client) -> Option<&Device> {
        let (kind, nth) = client.device;
        match kind {
            DeviceKind::Desktop => self.devices.desktop.get(nth),
            DeviceKind::Mobile => self.devices.mobile.get(nth),
            DeviceKind::Stranger => self.devices.stranger.get(nth),
            DeviceKind::Program => Some(&self.devices.program),
        }
    }

    pub(in crate::simulate) fn spot(&self, site: Site) -> Spot<'_> {
        match site {
            Site::Home { office, home, carrier } => {
                let office = &self.places.office[office];
                spot(&office.homes[home], &office.carriers[carrier])
            }
            Site::Office(nth) => {
                let at = &self.places.office[nth];
                Spot {
                    city: &at.city,
                    state: &at.state,
                    country: &at.country,
                    lat: at.lat,
                    lon: at.lon,
                    network: &at.network,
                }
            }
            Site::Abroad(nth) => spot(&self.places.abroad[nth].place, &self.places.abroad[nth].network),
            Site::Cloud => spot(&self.places.cloud.place, &self.places.cloud.network),
        }
    }
}

fn spot<'a>(city: &'a City, network: &'a Network) -> Spot<'a> {
    Spot { city: &city.city, state: &city.state, country: &city.country, lat: city.lat, lon: city.lon, network }
}
