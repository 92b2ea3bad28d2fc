//! Tests of the whole appliance as a process, from outside: `tests/`. This library holds nothing.
