//! What each piece of evidence is worth for one change.
/// t
pub struct Use; 
/// t
pub struct Weighing;
/// t
pub fn weigh() {}
