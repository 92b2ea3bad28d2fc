//! Choosing a file to send (SES-30): folders and names, with the mouse or with the keyboard alone. What is in a folder is told from outside.

use std::{
    f32::consts::PI,
    path::{Path, PathBuf},
};

use egui::{
    Align, Button, CornerRadius, Frame, Id, Key, Label, Layout, Margin, Modifiers, Pos2, Rect, RichText, ScrollArea,
    Sense, Shape, Stroke, TextEdit, Ui, Vec2, accesskit::Live, pos2,
};
use towline_platform::{Entry, Folder};

use crate::{
    look::{Palette, ROUND},
    pages::announce,
    texts::Screen,
    view::{Intent, plain},
    words::Words,
};

/// Width of the button with the paper clip.
pub(crate) const CLIP: f32 = 36.0;
const ROW: f32 = 32.0;
/// A window that is lower is a small one.
const SMALL: f32 = 560.0;
/// Longest name that is looked for, in characters.
const NAME: usize = 128;
/// Of a name and of a path that are shown.
const SHOWN: usize = 256;

/// What is remembered while a file is chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Choosing {
    open: bool,
    /// The field has had the keyboard.
    begun: bool,
    /// What is looked for.
    find: String,
    /// The folder that it is looked for in.
    at: PathBuf,
    /// The row that is chosen.
    row: usize,
    /// The file in it, which can be sent.
    file: Option<PathBuf>,
}

impl Choosing {
    pub(crate) fn open(&mut self) {
        *self = Choosing { open: true, ..Choosing::default() };
    }

    pub(crate) fn close(&mut self) {
        if self.open {
            *self = Choosing::default();
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open
    }
}

/// Not everything has a place in the window.
pub(crate) fn is_small(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() < SMALL
}

/// The button that begins it.
pub(crate) fn clip(ui: &mut Ui, words: &Words, palette: &Palette) -> bool {
    let button = ui.add_sized(Vec2::new(CLIP, ROW + 4.0), Button::new(""));
    let label = words.files.file;
    ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(label));
    let line = Shape::line(paper_clip(button.rect.center()), Stroke::new(1.6, palette.text));
    ui.painter().add(line);
    button.on_hover_text(label).clicked()
}

fn paper_clip(middle: Pos2) -> Vec<Pos2> {
    let arc = |x: f32, y: f32, radius: f32, from: f32, to: f32| {
        (0..=8u8).map(move |step| {
            let angle = from + (to - from) * f32::from(step) / 8.0;
            (x + radius * angle.cos(), y + radius * angle.sin())
        })
    };
    let mut points = vec![(11.0, 6.0)];
    points.extend(arc(6.0, 13.0, 5.0, 0.0, PI));
    points.extend(arc(4.5, 4.5, 3.5, PI, 2.0 * PI));
    points.extend(arc(6.0, 12.5, 2.0, 0.0, PI));
    points.push((4.0, 6.0));
    // A little aslant.
    let (sin, cos) = 0.5f32.sin_cos();
    let turned = |(x, y): (f32, f32)| {
        let (x, y) = (x - 6.0, y - 9.5);
        pos2(middle.x + x * cos - y * sin, middle.y + x * sin + y * cos)
    };
    points.into_iter().map(turned).collect()
}

pub(crate) fn show(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    choosing: &mut Choosing,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        return choosing.close();
    }
    if !is_small(ui) {
        let title = ui.label(RichText::new(words.choose).color(palette.weak));
        announce(ui, &title, Live::Polite);
    }
    // Not read yet, which is a matter of a moment.
    let Some(folder) = &screen.folder else {
        if screen.no_folder {
            let failed = ui.add(Label::new(RichText::new(words.no_folder).color(palette.danger)).wrap());
            announce(ui, &failed, Live::Assertive);
        }
        return;
    };
    if choosing.at != folder.path {
        (choosing.at, choosing.row) = (folder.path.clone(), 0);
        choosing.find.clear();
    }
    where_it_is(ui, folder, words, wants);
    if screen.no_folder {
        let failed = ui.add(Label::new(RichText::new(words.no_folder).color(palette.danger)).wrap());
        announce(ui, &failed, Live::Assertive);
    }
    let (by, enter) = keys(ui);
    let field = TextEdit::singleline(&mut choosing.find)
        .id(Id::unique("find"))
        .hint_text(RichText::new(words.find).color(palette.weak))
        .char_limit(NAME)
        .margin(Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(words.find));
    if !std::mem::replace(&mut choosing.begun, true) {
        field.request_focus();
    }
    if field.changed() {
        choosing.row = 0;
    }
    let found = matching(&folder.entries, &choosing.find);
    let last = found.len().saturating_sub(1);
    choosing.row = choosing.row.saturating_add_signed(by).min(last);
    if field.lost_focus() && enter {
        // What Enter led to is looked through with the keyboard too.
        field.request_focus();
        match found.get(choosing.row) {
            Some(entry) if entry.folder => wants.push(Intent::Browse(Some(entry.path.clone()))),
            Some(entry) => return send(entry.path.clone(), choosing, wants),
            None => {}
        }
    }
    let told = match (found.is_empty(), folder.entries.is_empty(), folder.more) {
        (true, true, _) => Some(words.no_files),
        (true, false, false) => Some(words.not_found),
        (_, _, true) => Some(words.more_files),
        (false, ..) => None,
    };
    if let Some(told) = told {
        ui.add(Label::new(RichText::new(told).color(palette.weak)).wrap());
    }
    let frame = Frame::new().fill(palette.surface).stroke(Stroke::new(1.0, palette.line));
    frame.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(4)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().id_salt("files").auto_shrink(false);
        if by != 0 {
            let above = u16::try_from(choosing.row.saturating_sub(2)).unwrap_or(u16::MAX);
            area = area.vertical_scroll_offset(f32::from(above) * ROW);
        }
        area.show_rows(ui, ROW, found.len(), |ui, rows| {
            let first = rows.start;
            for (nth, entry) in found.get(rows).unwrap_or_default().iter().enumerate() {
                // One click opens a folder; of a file it only chooses it, so that a slip of the hand sends nothing.
                if row(ui, entry, first + nth == choosing.row, palette) {
                    choosing.row = first + nth;
                    if entry.folder {
                        wants.push(Intent::Browse(Some(entry.path.clone())));
                    }
                }
            }
        });
    });
    let file = found.get(choosing.row).filter(|entry| !entry.folder).map(|entry| entry.path.clone());
    if choosing.file != file {
        choosing.file = file;
        // The part below was drawn before.
        ui.ctx().request_repaint();
    }
}

/// What is chosen is sent, or nothing is.
pub(crate) fn foot(ui: &mut Ui, words: &Words, choosing: &mut Choosing, palette: &Palette, wants: &mut Vec<Intent>) {
    let size = Vec2::new((ui.available_width() - 8.0) / 2.0, 40.0);
    ui.horizontal(|ui| {
        if ui.add_sized(size, Button::new(words.back).wrap()).clicked() {
            choosing.close();
        }
        let text = RichText::new(words.send);
        let button = match choosing.file {
            Some(_) => Button::new(text.color(palette.on_accent)).fill(palette.accent),
            None => Button::new(text),
        };
        let sent = ui.add_enabled_ui(choosing.file.is_some(), |ui| ui.add_sized(size, button).clicked()).inner;
        if let Some(file) = choosing.file.clone().filter(|_| sent) {
            send(file, choosing, wants);
        }
    });
}

fn send(file: PathBuf, choosing: &mut Choosing, wants: &mut Vec<Intent>) {
    choosing.close();
    wants.push(Intent::Send(file));
}

/// How many rows further, and whether Enter was pressed.
fn keys(ui: &Ui) -> (isize, bool) {
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        let steps = [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 8), (Key::PageUp, -8)];
        let by = steps.into_iter().filter(|(key, _)| pressed(*key)).map(|(_, by)| by).sum();
        (by, input.key_pressed(Key::Enter))
    })
}

fn where_it_is(ui: &mut Ui, folder: &Folder, words: &Words, wants: &mut Vec<Intent>) {
    ui.horizontal_wrapped(|ui| {
        if ui.add_enabled(folder.path != folder.home, Button::new(words.home)).clicked() {
            wants.push(Intent::Browse(None));
        }
        let up = folder.path.parent().map(Path::to_owned);
        if ui.add_enabled(up.is_some(), Button::new(words.up)).clicked() {
            wants.push(Intent::Browse(up));
        }
    });
    ui.add(Label::new(plain(&folder.path.to_string_lossy(), SHOWN)).truncate());
}

fn matching<'a>(entries: &'a [Entry], find: &str) -> Vec<&'a Entry> {
    let find = find.trim().to_lowercase();
    entries.iter().filter(|entry| entry.name.to_lowercase().contains(&find)).collect()
}

fn row(ui: &mut Ui, entry: &Entry, chosen: bool, palette: &Palette) -> bool {
    let name = plain(&entry.name, SHOWN);
    let (shown, size) = if entry.folder { (format!("{name}/"), String::new()) } else { (name, size(entry.bytes)) };
    let whole = Vec2::new(ui.available_width(), ROW);
    let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
    let inside = Rect::from_min_max(rect.min, rect.max);
    let layout = Layout::top_down_justified(Align::Min);
    let button = ui.scope_builder(egui::UiBuilder::new().max_rect(inside).layout(layout), |ui| {
        let size = RichText::new(&size).small().color(palette.weak);
        let button = Button::new(&shown).right_text(size).truncate().min_size(Vec2::new(0.0, ROW));
        ui.add(if chosen { button.fill(palette.seen()) } else { button.frame_when_inactive(false) })
    });
    let label = if size.is_empty() { shown } else { format!("{shown}, {size}") };
    ui.ctx().accesskit_node_builder(button.inner.id, |node| node.set_label(label));
    button.inner.clicked()
}

/// As people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::{Event, accesskit::Role};

    use super::*;
    use crate::{
        Language, Phase, View,
        pages::tests::{Bench, press, view},
    };

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn folder(files: usize) -> View {
        let entry = |name: &str, folder, bytes| Entry {
            name: name.into(),
            path: Path::new("/home/carla").join(name),
            folder,
            bytes,
        };
        let mut entries = vec![
            entry("Bilder", true, 0),
            entry("Downloads", true, 0),
            entry("Druckerfehler \u{202e}vom Montag.png", false, 1_234_567),
        ];
        entries.extend((0..files).map(|n| entry(&format!("Rechnung {n:04}.pdf"), false, 45_000)));
        let folder = Folder { path: "/home/carla".into(), home: "/home/carla".into(), entries, more: false };
        View { folder: Some(Arc::new(folder)), ..view() }
    }

    /// A bench where a file is being chosen.
    fn bench(language: Language, dark: bool, size: Vec2, view: &View) -> Bench {
        let mut bench = Bench::new(language, dark, size);
        bench.draw(view, Vec::new());
        bench.memory.choosing.open();
        for _ in 0..3 {
            bench.draw(view, Vec::new());
        }
        bench
    }

    #[test]
    fn choosing_can_be_drawn_in_light_dark_and_small_ses_30() {
        for (dark, size) in
            [(false, Vec2::new(400.0, 640.0)), (true, Vec2::new(400.0, 640.0)), (false, Vec2::new(320.0, 480.0))]
        {
            bench(Language::De, dark, size, &folder(40)).keep(&format!("choose-{dark}-{}", size.x));
        }
        let nothing = View { folder: Some(Arc::new(Folder::default())), no_folder: true, ..view() };
        bench(Language::De, false, Vec2::new(400.0, 640.0), &nothing).keep("choose-nothing");
    }

    #[test]
    fn the_list_begins_at_its_beginning_however_far_the_chat_was_read_ses_30() {
        let view = folder(40);
        let mut bench = bench(Language::De, false, Vec2::new(320.0, 480.0), &view);
        let (_, told) = bench.draw(&view, Vec::new());
        assert!(told.iter().any(|(_, name)| name == "Bilder/"), "{told:?}");
    }

    #[test]
    fn a_file_is_chosen_and_sent_with_the_keyboard_alone_ses_30() {
        let view = folder(3000);
        let mut bench = bench(Language::En, false, Vec2::new(400.0, 640.0), &view);
        // The field has the keyboard: the second folder is opened by an arrow and Enter.
        bench.draw(&view, vec![key(Key::ArrowDown)]);
        let (wants, _) = bench.draw(&view, vec![key(Key::Enter)]);
        assert_eq!(wants, [Intent::Browse(Some("/home/carla/Downloads".into()))]);
        bench.draw(&view, vec![Event::Text("rechnung 2999".into())]);
        bench.draw(&view, Vec::new());
        let (wants, _) = bench.draw(&view, vec![key(Key::Enter)]);
        assert_eq!(wants, [Intent::Send("/home/carla/Rechnung 2999.pdf".into())]);
        assert!(!bench.memory.choosing.is_open());
    }

    #[test]
    fn a_file_on_its_way_can_be_stopped_and_one_that_was_not_sent_says_why_ses_30() {
        let line = |what| crate::Line { nonce: "n1".into(), ..crate::Line::new(crate::Speaker::You, what) };
        let mut view = view();
        view.add(line(crate::What::Sending { name: "fire.png".into(), percent: 42 }));
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        bench.draw(&view, Vec::new());
        bench.draw(&view, Vec::new());
        bench.keep("sending");
        assert_eq!(press(&mut bench, &view, "Cancel: fire.png"), [Intent::CancelSend { nonce: "n1".into() }]);
        view.chat.pop();
        view.add(line(crate::What::NotSent { name: "fire.png".into(), why: crate::NotSent::Large(10) }));
        bench.draw(&view, Vec::new());
        let (_, told) = bench.draw(&view, Vec::new());
        let said = "A file: fire.png\nThis file is too large. The limit is 10 MB.";
        assert!(told.iter().any(|(_, text)| text == said), "{told:?}");
        assert!(told.iter().all(|(_, text)| text != "Cancel: fire.png"));
    }

    #[test]
    fn a_click_chooses_a_file_and_only_another_one_sends_it_ses_30() {
        let view = folder(3);
        let mut bench = bench(Language::En, false, Vec2::new(400.0, 640.0), &view);
        assert_eq!(press(&mut bench, &view, "Send"), [], "a folder is chosen");
        assert_eq!(press(&mut bench, &view, "Bilder/"), [Intent::Browse(Some("/home/carla/Bilder".into()))]);
        assert_eq!(press(&mut bench, &view, "Rechnung 0001.pdf, 45 kB"), []);
        bench.draw(&view, Vec::new());
        assert_eq!(press(&mut bench, &view, "One folder up"), [Intent::Browse(Some("/home".into()))]);
        assert_eq!(press(&mut bench, &view, "Send"), [Intent::Send("/home/carla/Rechnung 0001.pdf".into())]);
        assert!(!bench.memory.choosing.is_open());
        assert_eq!(press(&mut bench, &view, "Send a file"), [Intent::Browse(None)]);
        assert_eq!(press(&mut bench, &view, "Back to the chat"), []);
        assert!(!bench.memory.choosing.is_open());
    }

    #[test]
    fn stopping_everything_stays_in_sight_and_nothing_is_chosen_where_nothing_is_taken_ses_30_sup_22() {
        let view = folder(3);
        let mut bench = bench(Language::En, false, Vec2::new(320.0, 480.0), &view);
        assert_eq!(press(&mut bench, &view, "Pause all access"), [Intent::Pause(true)]);
        let waiting = View { phase: Phase::Waiting, ..view };
        bench.draw(&waiting, Vec::new());
        let (_, told) = bench.draw(&waiting, Vec::new());
        assert!(!bench.memory.choosing.is_open());
        assert!(told.iter().all(|(role, name)| *role != Role::Button || name != "Send a file"), "{told:?}");
    }

    #[test]
    fn a_file_is_found_by_any_part_of_its_name_ses_30() {
        let entry = |name: &str| Entry { name: name.into(), path: name.into(), folder: false, bytes: 0 };
        let entries = ["Rechnung März.pdf", "fire.png", "b"].map(entry);
        let found = |find: &str| matching(&entries, find).iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
        assert_eq!(found(" MÄRZ "), ["Rechnung März.pdf"]);
        assert_eq!((found("").len(), found("nothing").len()), (3, 0));
    }

    #[test]
    fn a_size_is_short_ses_30() {
        let sizes = [0, 999, 1_000, 1_234_567, 9_876_543_210].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1 kB", "1.2 MB", "9.8 GB"]);
    }
}
