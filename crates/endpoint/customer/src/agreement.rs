//! What is to be accepted before a click on a Support Button begins anything (SUP-3).

use std::sync::Arc;

use egui::{Button, CornerRadius, Frame, Key, Label, Margin, RichText, ScrollArea, Stroke, Ui, Vec2};

use crate::{
    look::{BUTTON_HEIGHT, Palette, ROUND},
    view::Intent,
    words::Words,
};

/// How far an arrow key goes.
const LINE: f32 = 40.0;

pub(crate) fn show(ui: &mut Ui, text: &Arc<str>, palette: &Palette) {
    let frame = Frame::new().fill(palette.surface).stroke(Stroke::new(1.0, palette.line));
    frame.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(12)).show(ui, |ui| {
        let page = ui.available_height();
        ScrollArea::vertical().id_salt("agreement").auto_shrink(false).show(ui, |ui| {
            ui.add(Label::new(&**text).wrap());
            let by = keys(ui, page);
            if by != 0.0 {
                ui.scroll_with_delta(Vec2::new(0.0, by));
            }
        });
    });
}

/// The text is read with the keyboard as well.
fn keys(ui: &Ui, page: f32) -> f32 {
    ui.input(|input| {
        let steps = [
            (Key::PageDown, -page),
            (Key::PageUp, page),
            (Key::End, -1e6),
            (Key::Home, 1e6),
            (Key::ArrowDown, -LINE),
            (Key::ArrowUp, LINE),
        ];
        steps.iter().filter(|(key, _)| input.key_pressed(*key)).map(|(_, by)| by).sum()
    })
}

pub(crate) fn foot(ui: &mut Ui, words: &Words, palette: &Palette, wants: &mut Vec<Intent>) {
    let size = Vec2::new(ui.available_width(), BUTTON_HEIGHT);
    let accept = Button::new(RichText::new(words.accept).size(16.0).color(palette.on_accent)).fill(palette.accent);
    if ui.add_sized(size, accept).clicked() {
        wants.push(Intent::Agree(true));
    }
    if ui.add_sized(size, Button::new(RichText::new(words.decline).size(16.0))).clicked() {
        wants.push(Intent::Agree(false));
    }
}

#[cfg(test)]
mod tests {
    use egui::{Event, Modifiers, accesskit::Role};

    use super::*;
    use crate::{
        Language, View,
        pages::tests::{Bench, press},
    };

    fn asked() -> View {
        let paragraph = "We look at your computer together with you. What we see stays with us.";
        let text: Vec<String> = (1..60).map(|n| format!("{n}. {paragraph}\n")).collect();
        View { agreement: Some(text.join("\n").into()), button: true, ..View::new("Example Ltd") }
    }

    #[test]
    fn an_agreement_can_be_drawn_in_light_dark_and_small_sup_3() {
        for (dark, size) in
            [(false, Vec2::new(400.0, 640.0)), (true, Vec2::new(400.0, 640.0)), (false, Vec2::new(320.0, 480.0))]
        {
            let mut bench = Bench::new(Language::De, dark, size);
            for _ in 0..3 {
                bench.draw(&asked(), Vec::new());
            }
            bench.keep(&format!("agreement-{dark}-{}", size.x));
        }
    }

    #[test]
    fn nothing_but_yes_and_no_is_there_and_the_text_is_read_with_the_keyboard_sup_3() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        assert_eq!(press(&mut bench, &asked(), "Accept and start"), [Intent::Agree(true)]);
        assert_eq!(press(&mut bench, &asked(), "Do not accept"), [Intent::Agree(false)]);
        let (_, told) = bench.draw(&asked(), Vec::new());
        let buttons = told.iter().filter(|(role, _)| *role == Role::Button).count();
        assert_eq!(buttons, 2, "{told:?}");
        let end =
            Event::Key { key: Key::End, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        let (top, _) = (bench.text_top(&asked()), bench.draw(&asked(), vec![end]));
        bench.draw(&asked(), Vec::new());
        assert!(bench.text_top(&asked()) < top - 500.0);
    }
}
