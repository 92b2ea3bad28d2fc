//! How what is asked after the end looks: one question below the other, what is wrong beside its question, sending and declining always in sight.

use egui::{
    Align, Button, Checkbox, CornerRadius, Frame, Id, Label, Layout, Margin, RadioButton, Response, RichText,
    ScrollArea, Stroke, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::{Live, Role},
};
use towline_model::{ANSWER_TEXT, QuestionKind};

use crate::{
    look::{BUTTON_HEIGHT, Palette, ROUND},
    pages::announce,
    survey::{Filled, Form, Item},
    view::Intent,
    words::Words,
};

/// Between the steps of a scale; ten of them fit into the narrowest window.
const GAP: f32 = 4.0;

/// The questions.
pub(crate) fn show(ui: &mut Ui, form: &Form, words: &Words, filled: &mut Filled, palette: &Palette) {
    filled.follow(form);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let title = ui.add(Label::new(RichText::new(words.survey).size(17.0)).wrap());
        announce(ui, &title, Live::Polite);
        ui.add(Label::new(RichText::new(words.survey_text).color(palette.weak)).wrap());
        let told = if form.busy() || !filled.is_wrong() { form.told.as_str() } else { words.answers_wrong };
        if !told.is_empty() {
            let ink = if form.busy() { palette.text } else { palette.danger };
            let told = ui.add(Label::new(RichText::new(told).color(ink)).wrap());
            announce(ui, &told, Live::Assertive);
            // Whoever reads below is led back to it.
            if form.busy() {
                told.scroll_to_me(None);
            }
        }
        ui.add_enabled_ui(!form.busy(), |ui| {
            for (at, item) in form.items.iter().enumerate() {
                ui.push_id(at, |ui| question(ui, at, item, filled, palette));
            }
        });
    });
}

fn question(ui: &mut Ui, at: usize, item: &Item, filled: &mut Filled, palette: &Palette) {
    let wrong = filled.why(at, item);
    let line = if wrong.is_some() { Stroke::new(2.0, palette.danger) } else { Stroke::new(1.0, palette.line) };
    let card = Frame::new().fill(palette.surface).stroke(line).corner_radius(CornerRadius::same(ROUND));
    card.inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::Group);
            node.set_label(item.label.as_str());
        });
        let asked = ui.add(Label::new(&item.label).wrap());
        if let Some(why) = wrong {
            let why = ui.add(Label::new(RichText::new(why).color(palette.danger)).wrap());
            announce(ui, &why, Live::Assertive);
        }
        let first = match &item.question.kind {
            QuestionKind::Choice { choices, several } => choice(ui, at, choices, *several, filled),
            QuestionKind::Scale { most, low, high } => scale(ui, at, *most, (low, high), filled, palette),
            QuestionKind::Text => Some(words_of(ui, at, item, filled)),
        };
        if filled.leads_to(at) {
            asked.scroll_to_me(Some(Align::Min));
            if let Some(first) = first {
                first.request_focus();
            }
        }
    });
}

/// Keeps what the keyboard is on in sight.
fn followed(control: Response) -> Response {
    if control.gained_focus() {
        control.scroll_to_me(None);
    }
    control
}

fn choice(ui: &mut Ui, at: usize, choices: &[String], several: bool, filled: &mut Filled) -> Option<Response> {
    let mut first = None;
    for (number, text) in choices.iter().enumerate() {
        let value = number.to_string();
        let mut on = filled.has(at, &value);
        let control = if several {
            let control = ui.add(Checkbox::new(&mut on, text));
            if control.changed() {
                filled.toggle(at, value, on);
            }
            control
        } else {
            let control = ui.add(RadioButton::new(on, text));
            if control.clicked() {
                filled.choose(at, value);
            }
            control
        };
        first.get_or_insert(followed(control));
    }
    first
}

fn scale(
    ui: &mut Ui,
    at: usize,
    most: u8,
    (low, high): (&str, &str),
    filled: &mut Filled,
    palette: &Palette,
) -> Option<Response> {
    let mut first = None;
    ui.horizontal(|ui| {
        let spacing = ui.spacing_mut();
        (spacing.item_spacing.x, spacing.button_padding.x) = (GAP, 2.0);
        let steps = f32::from(most.max(1));
        let size = Vec2::new(((ui.available_width() - GAP * (steps - 1.0)) / steps).floor(), 36.0);
        for step in 1..=most {
            let value = step.to_string();
            let on = filled.has(at, &value);
            let (fill, ink) = if on { (palette.accent, palette.on_accent) } else { (palette.background, palette.text) };
            let button = Button::new(RichText::new(&value).color(ink)).fill(fill);
            let control = followed(ui.add_sized(size, button));
            let means = match step {
                1 => low,
                step if step == most => high,
                _ => "",
            };
            let name = if means.is_empty() { value.clone() } else { format!("{value}: {means}") };
            control.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, &name));
            if control.clicked() {
                filled.choose(at, value);
            }
            first.get_or_insert(control);
        }
    });
    if !low.is_empty() || !high.is_empty() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            let half = ui.available_width() / 2.0 - GAP;
            let end = |ui: &mut Ui, text: &str, align: Align| {
                ui.allocate_ui_with_layout(Vec2::new(half, 0.0), Layout::top_down(align), |ui| {
                    ui.set_width(half);
                    ui.add(Label::new(RichText::new(text).small().color(palette.weak)).wrap());
                });
            };
            end(ui, low, Align::Min);
            end(ui, high, Align::Max);
        });
    }
    first
}

fn words_of(ui: &mut Ui, at: usize, item: &Item, filled: &mut Filled) -> Response {
    let mut text = filled.written(at);
    let field = TextEdit::multiline(&mut text)
        .id(Id::unique(("answer", at)))
        .char_limit(ANSWER_TEXT)
        .desired_rows(3)
        .margin(Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let field = followed(ui.add(field));
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(item.label.as_str()));
    if field.changed() {
        filled.write(at, text);
    }
    field
}

/// What became of the answers.
pub(crate) fn told(ui: &mut Ui, form: &Form, palette: &Palette) {
    let card = Frame::new().fill(palette.surface).stroke(Stroke::new(1.0, palette.line));
    card.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let told = ui.add(Label::new(RichText::new(&form.told).size(16.0)).wrap());
        announce(ui, &told, Live::Assertive);
    });
}

/// To send, or not to answer.
pub(crate) fn foot(
    ui: &mut Ui,
    form: &Form,
    words: &Words,
    filled: &mut Filled,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    let size = Vec2::new((ui.available_width() - 8.0) / 2.0, BUTTON_HEIGHT);
    ui.horizontal(|ui| {
        let send = Button::new(RichText::new(words.survey_send).color(palette.on_accent)).fill(palette.accent).wrap();
        let send = ui.add_enabled_ui(!form.busy(), |ui| ui.add_sized(size, send)).inner;
        if send.clicked() {
            wants.extend(filled.ready(form).map(Intent::Answers));
            // What is wrong stands above, in a part that is drawn later.
            ui.ctx().request_repaint();
        }
        if form.busy() {
            if ui.add_sized(size, Button::new(words.close).wrap()).clicked() {
                wants.push(Intent::Close);
            }
        } else if ui.add_sized(size, Button::new(words.survey_no).wrap()).clicked() {
            filled.declined = true;
            ui.ctx().request_repaint();
        }
    });
}

#[cfg(test)]
mod tests {
    use egui::{Event, Key, Modifiers};
    use towline_model::{OddAnswer, Question};

    use super::*;
    use crate::{
        Ending, Language, Phase, Stage, Survey, View,
        pages::tests::{Bench, click, press, view},
    };

    fn ended(stage: Stage) -> View {
        let ask = |text: &str, required: bool, kind| Question { text: text.into(), required, kind };
        let long = "That somebody took the time to explain what was wrong with the printer, and why";
        let choices = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let questions = vec![
            ask(
                "How well were you helped?",
                true,
                QuestionKind::Scale { most: 10, low: "badly".into(), high: "well".into() },
            ),
            ask("What helped?", false, QuestionKind::Choice { choices: choices(&["The chat", long]), several: true }),
            ask("Is it solved?", true, QuestionKind::Choice { choices: choices(&["Yes", "No"]), several: false }),
            ask("Anything else?", false, QuestionKind::Text),
        ];
        let survey = Survey { version: "1".into(), questions, changed: false, stage };
        View { phase: Phase::Ended(Ending::Them), survey: Some(survey), ..view() }
    }

    fn bench() -> Bench {
        Bench::new(Language::En, false, Vec2::new(400.0, 640.0))
    }

    #[test]
    fn every_stage_of_the_questions_can_be_drawn_sup_80() {
        let wrong = vec![(0, OddAnswer::Missing), (3, OddAnswer::TooLong)];
        let stages = [
            ("asked", Stage::Asked),
            ("wrong", Stage::Wrong(wrong)),
            ("sending", Stage::Sending),
            ("waiting", Stage::Waiting),
            ("kept", Stage::Kept),
            ("answered", Stage::Answered),
            ("not-taken", Stage::NotTaken),
        ];
        for (dark, size) in
            [(false, Vec2::new(400.0, 640.0)), (true, Vec2::new(400.0, 640.0)), (false, Vec2::new(320.0, 460.0))]
        {
            for (name, stage) in &stages {
                let mut bench = Bench::new(Language::De, dark, size);
                for _ in 0..3 {
                    bench.draw(&ended(stage.clone()), Vec::new());
                }
                bench.memory.survey.choose(0, "7".into());
                bench.memory.survey.choose(2, "1".into());
                bench.draw(&ended(stage.clone()), Vec::new());
                bench.keep(&format!("survey-{name}-{}-{}", if dark { "dark" } else { "light" }, size.x));
            }
        }
    }

    #[test]
    fn questions_are_answered_and_sent_and_what_must_be_answered_is_told_sup_80() {
        let (mut bench, view) = (bench(), ended(Stage::Asked));
        bench.draw(&view, Vec::new());
        assert_eq!(press(&mut bench, &view, "Send answers"), []);
        let (_, told) = bench.draw(&view, Vec::new());
        let says = |told: &[(Role, String)], text: &str| told.iter().any(|(_, known)| known == text);
        assert!(says(&told, "Fill in “How well were you helped?”.") && says(&told, "Please check your answers."));
        for control in ["4", "The chat", "No", "Yes"] {
            assert_eq!(press(&mut bench, &view, control), []);
        }
        bench.memory.survey.write(3, "Thanks".into());
        let (_, told) = bench.draw(&view, Vec::new());
        assert!(!says(&told, "Please check your answers."), "{told:?}");
        let said = [&["4"][..], &["0"], &["0"], &["Thanks"]];
        let said = said.map(|said| said.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).to_vec();
        assert_eq!(press(&mut bench, &view, "Send answers"), [Intent::Answers(said.clone())]);
        // On their way nothing changes, and they are not sent twice.
        let view = ended(Stage::Sending);
        bench.draw(&view, Vec::new());
        assert_eq!(press(&mut bench, &view, "Send answers"), []);
        assert_eq!(press(&mut bench, &view, "9"), []);
        // Nothing is lost by what was wrong.
        let view = ended(Stage::Wrong(vec![(3, OddAnswer::TooLong)]));
        bench.draw(&view, Vec::new());
        assert_eq!(press(&mut bench, &view, "Send answers"), [Intent::Answers(said)]);
        let view = ended(Stage::Kept);
        let (_, told) = bench.draw(&view, Vec::new());
        assert!(says(&told, "Thank you. Your answers are kept."));
        assert_eq!(press(&mut bench, &view, "Close"), [Intent::Close]);
    }

    #[test]
    fn whoever_does_not_want_to_answer_is_asked_no_more_sup_80() {
        let (mut bench, view) = (bench(), ended(Stage::Asked));
        bench.draw(&view, Vec::new());
        assert_eq!(press(&mut bench, &view, "No, thank you"), []);
        let (_, told) = bench.draw(&view, Vec::new());
        assert!(!told.iter().any(|(_, text)| text == "Send answers"), "{told:?}");
        assert_eq!(press(&mut bench, &view, "Close"), [Intent::Close]);
    }

    #[test]
    fn a_screen_reader_finds_each_question_with_its_answers_sup_80() {
        let (mut bench, view) = (bench(), ended(Stage::Asked));
        bench.draw(&view, Vec::new());
        let (_, told) = bench.draw(&view, Vec::new());
        for (role, name) in [
            (Role::Group, "How well were you helped?"),
            (Role::RadioButton, "1: badly"),
            (Role::RadioButton, "9"),
            (Role::RadioButton, "10: well"),
            (Role::Group, "What helped? (optional)"),
            (Role::CheckBox, "The chat"),
            (Role::Group, "Is it solved?"),
            (Role::RadioButton, "Yes"),
            (Role::MultilineTextInput, "Anything else? (optional)"),
            (Role::Button, "Send answers"),
            (Role::Button, "No, thank you"),
        ] {
            let found = told.iter().any(|(known, text)| *known == role && text == name);
            assert!(found, "{role:?} {name}: {told:?}");
        }
    }

    fn key(key: Key) -> Vec<Event> {
        let one = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
        vec![one(true), one(false)]
    }

    #[test]
    fn the_keyboard_is_enough_to_answer_sup_80() {
        let (mut bench, view) = (bench(), ended(Stage::Asked));
        for _ in 0..3 {
            bench.draw(&view, Vec::new());
        }
        let mut wants = Vec::new();
        // Through the way that the keyboard goes: third step, the first choice, the first answer, words, and the button.
        let tab = |bench: &mut Bench, times: usize| {
            for _ in 0..times {
                bench.draw(&view, key(Key::Tab));
                bench.draw(&view, Vec::new());
            }
        };
        // The buttons below are drawn first, so the keyboard comes by them before the questions.
        tab(&mut bench, 2 + 3);
        wants.extend(bench.draw(&view, key(Key::Space)).0);
        tab(&mut bench, 7 + 1);
        wants.extend(bench.draw(&view, key(Key::Space)).0);
        tab(&mut bench, 2);
        wants.extend(bench.draw(&view, key(Key::Space)).0);
        tab(&mut bench, 2);
        wants.extend(bench.draw(&view, vec![Event::Text("so".into())]).0);
        tab(&mut bench, 1);
        wants.extend(bench.draw(&view, key(Key::Enter)).0);
        let said = [&["3"][..], &["0"], &["0"], &["so"]];
        let said = said.map(|said| said.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).to_vec();
        assert_eq!(wants, [Intent::Answers(said)]);
    }

    #[test]
    fn sending_and_declining_are_in_sight_of_the_mouse_in_the_smallest_window_sup_80() {
        for button in ["Send answers", "No, thank you"] {
            let mut bench = Bench::new(Language::En, false, Vec2::new(320.0, 480.0));
            let view = ended(Stage::Asked);
            for _ in 0..3 {
                bench.draw(&view, Vec::new());
            }
            let place = bench.place(&view, button);
            bench.draw(&view, click(place));
            assert!(bench.memory.survey.is_wrong() || bench.memory.survey.declined, "{button} at {place:?}");
        }
    }
}
