//! The portal of the tests as a program, for journeys: the person's answers come as lines ("yes", "look", "no", "nonsense", "stop"), what happens goes as lines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../tests/portal_double/mod.rs"]
mod portal_double;

use portal_double::{Answer, offer};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (_connection, mut person) = offer().await;
    println!("ready");
    let (said, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || std::io::stdin().lines().try_for_each(|line| said.send(line.unwrap()).ok()));
    loop {
        tokio::select! {
            line = lines.recv() => match line.as_deref() {
                Some("yes") => person.says(Answer::Yes),
                Some("look") => person.says(Answer::Look),
                Some("no") => person.says(Answer::No),
                Some("nonsense") => person.says(Answer::Nonsense),
                Some("stop") => person.stops(),
                Some(_) => {}
                None => return,
            },
            news = person.news.recv() => println!("{}", news.unwrap()),
        }
    }
}
