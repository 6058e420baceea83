//! Where a client is, and with what it signs in.

use super::{City, Device, Lore};
use crate::simulate::organisation::{Client, DeviceKind, Site};

/// A place on the map.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Spot<'a> {
    pub(in crate::simulate) city: &'a str,
    pub(in crate::simulate) state: &'a str,
    pub(in crate::simulate) country: &'a str,
    pub(in crate::simulate) lat: f64,
    pub(in crate::simulate) lon: f64,
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
            Site::Home { office, home, .. } => spot(&self.places.office[office].homes[home]),
            Site::Office(nth) => {
                let at = &self.places.office[nth];
                Spot { city: &at.city, state: &at.state, country: &at.country, lat: at.lat, lon: at.lon }
            }
            Site::Abroad(nth) => spot(&self.places.abroad[nth].place),
            Site::Cloud => spot(&self.places.cloud.place),
        }
    }
}

fn spot(city: &City) -> Spot<'_> {
    Spot { city: &city.city, state: &city.state, country: &city.country, lat: city.lat, lon: city.lon }
}
