//! The chat in the window: its head with what is unread and who writes, and its lines.

use egui::{
    Align, Button, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, Ui, accesskit::Live,
};

use crate::{
    lines::Said,
    look::{Palette, ROUND},
    pages::{Remembered, announce},
    texts::{Screen, unread},
    view::Intent,
    words::Words,
};

pub(crate) fn show(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    memory: &Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(words.chat).color(palette.weak));
        if let Some(text) = unread(memory.unread, words) {
            let badge = Frame::new().fill(palette.accent).corner_radius(CornerRadius::same(ROUND));
            badge.inner_margin(Margin::symmetric(8, 2)).show(ui, |ui| {
                let mark = ui.label(RichText::new(text).small().color(palette.on_accent));
                announce(ui, &mark, Live::Polite);
            });
        }
        if !screen.typing.is_empty() {
            // On a line that is there anyway: nothing moves when somebody begins to write.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let typing = RichText::new(&screen.typing).small().color(palette.weak);
                let typing = ui.add(Label::new(typing).truncate());
                announce(ui, &typing, Live::Polite);
            });
        }
    });
    let frame = Frame::new().fill(palette.surface).stroke(Stroke::new(1.0, palette.line));
    frame.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(10)).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
            for line in &screen.lines {
                if line.who.is_empty() {
                    let text = RichText::new(beside(&[&line.at, &line.text])).small().color(palette.weak);
                    ui.vertical_centered(|ui| ui.add(Label::new(text).wrap()));
                } else {
                    bubble(ui, line, words, palette, wants);
                }
            }
        });
    });
}

fn bubble(ui: &mut Ui, line: &Said, words: &Words, palette: &Palette, wants: &mut Vec<Intent>) {
    let (align, fill) = if line.own { (Align::Max, palette.own) } else { (Align::Min, palette.background) };
    ui.with_layout(Layout::top_down(align), |ui| {
        let most = ui.available_width() * 0.85;
        Frame::new().fill(fill).corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::symmetric(10, 6)).show(
            ui,
            |ui| {
                ui.set_max_width(most);
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let head = beside(&[&line.who, &line.at, &line.state]);
                    ui.add(Label::new(RichText::new(head).small().color(palette.weak)).wrap());
                    ui.add(Label::new(&line.text).wrap());
                    if let Some(address) = &line.page {
                        page(ui, address, words, palette, wants);
                    }
                    if let Some((file, bytes, name)) = &line.file
                        && button(ui, words.save, name)
                    {
                        wants.push(Intent::Save { file: file.clone(), bytes: *bytes });
                    }
                    if let Some((nonce, name)) = &line.sending
                        && button(ui, words.files.cancel, name)
                    {
                        wants.push(Intent::CancelSend { nonce: nonce.clone() });
                    }
                });
            },
        );
    });
}

/// A page to be opened, by the person's own click and with its whole address in sight (SES-32).
fn page(ui: &mut Ui, address: &str, words: &Words, palette: &Palette, wants: &mut Vec<Intent>) {
    ui.add(Label::new(RichText::new(address).color(palette.accent)).wrap());
    if button(ui, words.open_page, address) {
        wants.push(Intent::OpenPage(address.to_owned()));
    }
}

/// Several can stand there: each is heard with what it is for.
fn button(ui: &mut Ui, text: &str, what: &str) -> bool {
    ui.add_space(4.0);
    let button = ui.add(Button::new(text));
    let name = format!("{text}: {what}");
    ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(name));
    ui.add_space(4.0);
    button.clicked()
}

/// What there is of these, with a sign between them.
fn beside(parts: &[&str]) -> String {
    let there: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    there.join(" · ")
}
