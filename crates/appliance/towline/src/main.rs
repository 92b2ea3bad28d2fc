//! The appliance's program.

mod listen;
mod settings;

fn main() {}
