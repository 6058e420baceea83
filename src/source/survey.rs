//! The first pass over a file whose dates may be read in two ways: which of two numbers is the day.

use rayon::prelude::*;

use super::blocks::{Block, Blocks};
use super::clock::Orders;
use super::hashing::Feed;
use super::packing::Content;
use super::worker::Worker;
use crate::mapping::source::RecordFields;

/// Blocks read ahead while as many are worked on.
const BATCH: usize = 6;

/// How dates are written in a file of anything but events, or of events whose beginning shows
/// dates that may be read in two ways.
pub(super) fn survey(worker: &Worker<'_>, content: &Content, head: &[u8]) -> Result<Orders, String> {
    let plan = worker.plan;
    let is_event = matches!(worker.sources[plan.primary].record, RecordFields::Event(_));
    let mut orders = Orders::default();
    if is_event && !worker.shows_numbers(head) {
        return Ok(orders);
    }
    content.with_reader(|reader| {
        let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
        let mut first = true;
        loop {
            let batch = next_batch(&mut blocks, &mut |_| {});
            if batch.is_empty() {
                return;
            }
            let found: Vec<Orders> = batch
                .par_iter()
                .enumerate()
                .map(|(at, block)| worker.survey(block, first && at == 0))
                .collect();
            found.into_iter().for_each(|found| orders.merge(found));
            first = false;
        }
    })?;
    Ok(orders)
}

/// The next blocks, each handed on to be hashed.
pub(super) fn next_batch(blocks: &mut Blocks<'_>, feed: &mut Feed<'_>) -> Vec<Block> {
    std::iter::from_fn(|| blocks.next()).inspect(|block| feed(block)).take(BATCH).collect()
}
