//! What the appliance shows in a browser by itself: portal pages, and the files of the console and of the administrative interface.

pub mod pages;
