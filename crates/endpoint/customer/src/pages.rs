//! Where things stand in the window: one column, large type, the button that stops everything always in sight.

use egui::{
    Align, Button, CentralPanel, Checkbox, Color32, CornerRadius, Frame, Id, Key, Label, Layout, Margin, Modal, Panel,
    Response, RichText, ScrollArea, Stroke, TextEdit, Ui, Vec2, accesskit::Live, text_edit::TextEditState,
};

use crate::{
    agreement, chat,
    chooser::{self, Choosing},
    look::{BUTTON_HEIGHT, Palette, ROUND, SPACE},
    questions,
    survey::{Filled, Form},
    texts::{PasswordCard, Question, Screen},
    view::{Intent, Typed},
    words::Words,
};

/// The longest message, in characters; the other side cuts at 4,096 bytes.
const MESSAGE: usize = 1000;
const SMALLEST_QUESTION: f32 = 80.0;
const LEAST_CHAT: f32 = 72.0;
/// Longest account and longest password, in characters.
const CREDENTIAL: usize = 128;
const ACCOUNT_FIELD: &str = "account";
const PASSWORD_FIELD: &str = "password";

/// What the window remembers from one picture to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// What is being written.
    pub writing: String,
    /// What is being typed for administrative rights: the account, its password.
    pub account: String,
    /// As said.
    pub password: Typed,
    /// That is being asked for.
    asks_password: bool,
    /// A file is being chosen.
    pub(crate) choosing: Choosing,
    /// The question whether to end is open.
    pub asks_to_end: bool,
    /// What was said so far to what is asked after the end.
    pub(crate) survey: Filled,
    /// New messages that nobody can have read.
    pub unread: usize,
    /// In front of other windows.
    pub on_top: bool,
    /// How high the lowest part was in the picture before.
    pub(crate) foot_height: f32,
    /// The same of the uppermost part.
    head_height: f32,
}

impl Default for Remembered {
    fn default() -> Remembered {
        Remembered {
            writing: String::new(),
            account: String::new(),
            password: Typed::default(),
            asks_password: false,
            choosing: Choosing::default(),
            asks_to_end: false,
            survey: Filled::default(),
            unread: 0,
            on_top: true,
            foot_height: 120.0,
            head_height: 0.0,
        }
    }
}

/// Lays out one picture and tells what the person did.
pub(crate) fn show(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
) -> Vec<Intent> {
    let mut wants = Vec::new();
    if !screen.sends {
        memory.choosing.close();
    }
    let framed = |top: i8, bottom: i8| {
        let margin = Margin { left: SPACE, right: SPACE, top, bottom };
        Frame::new().fill(palette.background).inner_margin(margin)
    };
    let what = Panel::top("what").resizable(false).show_separator_line(false).frame(framed(SPACE, 8));
    let what = what.show(ui, |ui| head(ui, screen, words, memory, palette, &mut wants));
    // A part is as high as it was in the picture before: one that grew is cut off until there is another picture.
    let head_height = what.response.rect.height();
    if std::mem::replace(&mut memory.head_height, head_height) != head_height {
        ui.ctx().request_repaint();
    }
    let end = Panel::bottom("end").resizable(false).show_separator_line(false).frame(framed(8, SPACE));
    let end = end.show(ui, |ui| {
        foot(ui, screen, words, memory, palette, &mut wants);
        ui.min_rect().height()
    });
    // What it needs, also where it got less: the questions make room for it in the next picture.
    let foot_height = end.inner + 8.0 + f32::from(SPACE);
    if (std::mem::replace(&mut memory.foot_height, foot_height) - foot_height).abs() > 0.5 {
        ui.ctx().request_repaint();
    }
    CentralPanel::no_frame().frame(framed(0, 0)).show(ui, |ui| {
        if let Some(form) = asked(screen, memory) {
            return questions::show(ui, form, words, &mut memory.survey, palette);
        }
        if let Some(text) = &screen.agreement {
            return agreement::show(ui, text, palette);
        }
        if memory.choosing.is_open() {
            return chooser::show(ui, screen, words, &mut memory.choosing, palette, &mut wants);
        }
        if let Some(form) = screen.form.as_ref().filter(|form| form.items.is_empty()) {
            questions::told(ui, form, palette);
        }
        // A strip of it is of no use: what is asked comes first.
        if ui.available_height() > LEAST_CHAT && (!screen.over || !screen.lines.is_empty()) {
            chat::show(ui, screen, words, memory, palette, &mut wants);
        }
    });
    if memory.asks_to_end && !screen.over {
        confirm(ui, screen, words, memory, palette, &mut wants);
    }
    wants
}

/// What is asked now.
fn asked<'a>(screen: &'a Screen, memory: &Remembered) -> Option<&'a Form> {
    screen.form.as_ref().filter(|form| !form.items.is_empty() && !memory.survey.declined)
}

fn head(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    let foot_height = memory.foot_height;
    // In a small window the list of files has its place; what is done to this computer right now stays.
    let whole = !(memory.choosing.is_open() && chooser::is_small(ui));
    if whole {
        let headline = ui.add(Label::new(RichText::new(&screen.headline).size(20.0)).wrap());
        announce(ui, &headline, Live::Polite);
    }
    if whole && !screen.detail.is_empty() {
        ui.add(Label::new(RichText::new(&screen.detail).color(palette.weak)).wrap());
    }
    if !screen.now.is_empty() {
        let card = Frame::new().fill(palette.tone(screen.tone)).corner_radius(CornerRadius::same(ROUND));
        card.inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let now = ui.add(Label::new(&screen.now).wrap());
            announce(ui, &now, Live::Assertive);
        });
    }
    if let Some((text, pause)) = &screen.pause {
        let (fill, ink) = if *pause { (palette.accent, palette.on_accent) } else { (palette.surface, palette.text) };
        let button = Button::new(RichText::new(text).size(16.0).color(ink)).fill(fill);
        let size = Vec2::new(ui.available_width(), BUTTON_HEIGHT);
        if ui.add_sized(size, button).clicked() {
            wants.push(Intent::Pause(*pause));
        }
    }
    if screen.password.is_none() {
        forget_password(ui, memory);
    }
    if screen.questions.is_empty() && screen.password.is_none() {
        return;
    }
    // In a small window the questions scroll; ending stays in sight.
    let room = ui.ctx().content_rect().bottom() - ui.cursor().top() - foot_height;
    let room = room.max(SMALLEST_QUESTION);
    // Both bounds: the part itself is only as high as it was in the picture before.
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
        if let Some(asked) = &screen.password {
            password(ui, asked, words, memory, palette, wants);
        }
        for asked in &screen.questions {
            question(ui, asked, palette, wants);
        }
    });
}

/// Asks for a password that stays on this computer.
fn password(
    ui: &mut Ui,
    asked: &PasswordCard,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    if !std::mem::replace(&mut memory.asks_password, true) {
        memory.account.clone_from(&asked.account);
    }
    let card = Frame::new().fill(palette.surface).stroke(Stroke::new(2.0, palette.accent));
    card.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let question = ui.add(Label::new(RichText::new(&asked.question).size(16.0)).wrap());
        announce(ui, &question, Live::Assertive);
        let ink = if asked.wrong { palette.danger } else { palette.weak };
        let hint = ui.add(Label::new(RichText::new(&asked.hint).color(ink)).wrap());
        announce(ui, &hint, Live::Assertive);
        ui.label(words.account);
        credential(ui, &mut memory.account, ACCOUNT_FIELD, words.account);
        ui.label(words.password);
        let typed = credential(ui, &mut memory.password.0, PASSWORD_FIELD, words.password);
        let enter = typed.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let size = Vec2::new((ui.available_width() - 8.0) / 2.0, 40.0);
        ui.horizontal(|ui| {
            let ready = !memory.account.trim().is_empty() && !memory.password.0.is_empty();
            let allow = ui.add_sized(size, Button::new(words.events.allow).wrap()).clicked();
            if ready && (allow || enter) {
                let (account, password) = (memory.account.trim().to_owned(), std::mem::take(&mut memory.password));
                wants.push(Intent::Password { account, password });
                forget_password(ui, memory);
            }
            if ui.add_sized(size, Button::new(words.events.refuse).wrap()).clicked() {
                wants.push(Intent::NoPassword);
                forget_password(ui, memory);
            }
        });
    });
}

fn credential(ui: &mut Ui, text: &mut String, id: &'static str, label: &str) -> Response {
    let field = TextEdit::singleline(text)
        .id(Id::unique(id))
        .password(id == PASSWORD_FIELD)
        .char_limit(CREDENTIAL)
        .margin(Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    if id == PASSWORD_FIELD
        && let Some(mut state) = TextEditState::load(ui.ctx(), field.id)
    {
        // What it would keep for undoing are copies of a password.
        state.clear_undoer();
    }
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(label));
    field
}

/// Wipes what was typed, also what the field remembers for undoing.
fn forget_password(ui: &Ui, memory: &mut Remembered) {
    if std::mem::take(&mut memory.asks_password) {
        memory.password = Typed::default();
        ui.ctx().data_mut(|data| data.remove::<TextEditState>(Id::unique(PASSWORD_FIELD)));
    }
}

fn question(ui: &mut Ui, asked: &Question, palette: &Palette, wants: &mut Vec<Intent>) {
    let card = Frame::new().fill(palette.surface).stroke(Stroke::new(2.0, palette.accent));
    card.corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let question = ui.add(Label::new(RichText::new(&asked.question).size(16.0)).wrap());
        announce(ui, &question, Live::Assertive);
        ui.add(Label::new(RichText::new(&asked.holds).color(palette.weak)).wrap());
        // The same size and weight: nobody is to be led to one of the answers, and neither has the keyboard by itself.
        let size = Vec2::new((ui.available_width() - 8.0) / 2.0, 40.0);
        ui.horizontal(|ui| {
            for (text, allowed) in [(&asked.allow, true), (&asked.refuse, false)] {
                if ui.add_sized(size, Button::new(text).wrap()).clicked() {
                    wants.push(Intent::Answer { prompt: asked.id, allowed });
                }
            }
        });
        ui.add(Label::new(RichText::new(&asked.otherwise).color(palette.weak)).wrap());
    });
}

fn foot(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    if let Some(form) = asked(screen, memory) {
        return questions::foot(ui, form, words, &mut memory.survey, palette, wants);
    }
    if screen.over {
        let close = Button::new(RichText::new(words.close).size(16.0).color(palette.on_accent)).fill(palette.accent);
        if ui.add_sized(Vec2::new(ui.available_width(), BUTTON_HEIGHT), close).clicked() {
            wants.push(Intent::Close);
        }
        return;
    }
    if screen.agreement.is_some() {
        return agreement::foot(ui, words, palette, wants);
    }
    if memory.choosing.is_open() {
        chooser::foot(ui, words, &mut memory.choosing, palette, wants);
    } else {
        write(ui, screen, words, memory, palette, wants);
    }
    ui.horizontal_wrapped(|ui| {
        let end = Button::new(RichText::new(words.end).color(palette.danger)).stroke(Stroke::new(1.0, palette.danger));
        if ui.add(end).clicked() {
            memory.asks_to_end = true;
        }
        if !memory.choosing.is_open() {
            ui.add(Checkbox::new(&mut memory.on_top, RichText::new(words.on_top).small()));
        }
    });
}

/// The field for a message, and what is beside it.
fn write(
    ui: &mut Ui,
    screen: &Screen,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    ui.horizontal(|ui| {
        let send = Button::new(words.send);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let sent = ui.add(send).clicked();
            let beside = if screen.sends { chooser::CLIP + ui.spacing().item_spacing.x } else { 0.0 };
            let field = TextEdit::singleline(&mut memory.writing)
                .id(Id::unique("writing"))
                .hint_text(RichText::new(words.write).color(palette.weak))
                .char_limit(MESSAGE)
                .margin(Margin::symmetric(10, 8))
                .desired_width(ui.available_width() - beside);
            let field = ui.add(field);
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(words.write));
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if field.changed() && !memory.writing.trim().is_empty() {
                wants.push(Intent::Typing);
            }
            if (sent || entered) && !memory.writing.trim().is_empty() {
                wants.push(Intent::Say(std::mem::take(&mut memory.writing).trim().to_owned()));
            }
            if sent || entered {
                field.request_focus();
            }
            if screen.sends && chooser::clip(ui, words, palette) {
                memory.choosing.open();
                wants.push(Intent::Browse(None));
            }
        });
    });
}

fn confirm(
    ui: &Ui,
    screen: &Screen,
    words: &Words,
    memory: &mut Remembered,
    palette: &Palette,
    wants: &mut Vec<Intent>,
) {
    let frame =
        Frame::new().fill(palette.surface).corner_radius(CornerRadius::same(ROUND)).inner_margin(Margin::same(SPACE));
    let modal = Modal::new(Id::unique("end?")).frame(frame).backdrop_color(Color32::from_black_alpha(120));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(300.0);
        let question = ui.add(Label::new(RichText::new(words.end_question).size(18.0)).wrap());
        announce(ui, &question, Live::Assertive);
        ui.add(Label::new(&screen.end_detail).wrap());
        let size = Vec2::new(ui.available_width(), 40.0);
        let end = Button::new(RichText::new(words.end).color(palette.background)).fill(palette.danger);
        if ui.add_sized(size, end).clicked() {
            memory.asks_to_end = false;
            wants.push(Intent::End);
        }
        if ui.add_sized(size, Button::new(words.go_on)).clicked() {
            memory.asks_to_end = false;
        }
    });
    if shown.should_close() {
        memory.asks_to_end = false;
    }
}

/// Has a screen reader say it when it changes.
pub(crate) fn announce(ui: &Ui, response: &Response, how: Live) {
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(how));
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::{Duration, Instant};

    use egui::{Context, Pos2, RawInput, Rect, Vec2, accesskit::Role};

    use super::*;
    use crate::{
        Asked, Ending, Language, Line, Link, PasswordAsked, Phase, Prompt, Rep, Saved, Sent, Speaker, Typing, View,
        What, fonts,
        look::dress,
        paint::{Canvas, Painter},
        texts::texts,
    };

    const SCALE: f32 = 1.0;

    /// The window without a windowing system.
    pub(crate) struct Bench {
        gui: Context,
        painter: Painter,
        palette: Palette,
        pub(crate) memory: Remembered,
        language: Language,
        size: Vec2,
        pixels: Vec<u32>,
    }

    impl Bench {
        pub(crate) fn new(language: Language, dark: bool, size: Vec2) -> Bench {
            let gui = Context::default();
            fonts::install(&gui, language);
            dress(&gui, dark);
            gui.enable_accesskit();
            let (painter, memory) = (Painter::default(), Remembered::default());
            let pixels = vec![0; size.x as usize * size.y as usize];
            Bench { gui, painter, palette: Palette::of(dark), memory, language, size, pixels }
        }

        /// One picture: what the person did, and what a screen reader is told.
        pub(crate) fn draw(&mut self, view: &View, events: Vec<egui::Event>) -> (Vec<Intent>, Vec<(Role, String)>) {
            let words = self.language.words();
            let screen = texts(view, words, Instant::now());
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
                events,
                focused: true,
                ..RawInput::default()
            };
            let mut wants = Vec::new();
            let (memory, palette) = (&mut self.memory, self.palette);
            let mut output = self.gui.run_ui(input, |ui| wants.extend(show(ui, &screen, words, memory, &palette)));
            self.painter.update(&mut output.textures_delta);
            let primitives = self.gui.tessellate(std::mem::take(&mut output.shapes), SCALE);
            let (width, height) = (self.size.x as usize, self.size.y as usize);
            let mut canvas = Canvas { width, height, pixels: &mut self.pixels };
            self.painter.paint(&mut canvas, palette.background, &primitives, SCALE);
            let told = output.platform_output.accesskit_update.take().map(|update| update.nodes).unwrap_or_default();
            let name = |node: &egui::accesskit::Node| node.label().or(node.value()).unwrap_or_default().to_owned();
            (wants, told.iter().map(|(_, node)| (node.role(), name(node))).collect())
        }

        /// Where a control stands.
        pub(crate) fn place(&mut self, view: &View, name: &str) -> Pos2 {
            let update = self.tree(view);
            let found = update.nodes.iter().find(|(_, node)| node.role() != Role::Label && node.label() == Some(name));
            let bounds = found.and_then(|(_, node)| node.bounds()).unwrap();
            Pos2::new((bounds.x0 + bounds.x1) as f32 / 2.0, (bounds.y0 + bounds.y1) as f32 / 2.0)
        }

        /// Where the longest text begins.
        pub(crate) fn text_top(&mut self, view: &View) -> f64 {
            let update = self.tree(view);
            let length = |node: &egui::accesskit::Node| node.label().or(node.value()).unwrap_or_default().len();
            let longest = update.nodes.iter().map(|(_, node)| node).max_by_key(|node| length(node));
            longest.and_then(|node| node.bounds()).unwrap().y0
        }

        /// A picture, as a screen reader gets it.
        pub(crate) fn tree(&mut self, view: &View) -> egui::accesskit::TreeUpdate {
            let words = self.language.words();
            let screen = texts(view, words, Instant::now());
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
                focused: true,
                ..RawInput::default()
            };
            let (memory, palette) = (&mut self.memory, self.palette);
            let mut output = self.gui.run_ui(input, |ui| _ = show(ui, &screen, words, memory, &palette));
            self.painter.update(&mut output.textures_delta);
            output.platform_output.accesskit_update.take().unwrap()
        }

        /// For whoever wants to look: `TOWLINE_PICTURES` names a folder.
        pub(crate) fn keep(&self, name: &str) {
            let Some(folder) = std::env::var_os("TOWLINE_PICTURES") else { return };
            let mut file = format!("P6 {} {} 255\n", self.size.x, self.size.y).into_bytes();
            file.extend(self.pixels.iter().flat_map(|pixel| pixel.to_be_bytes().into_iter().skip(1)));
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.ppm")), file).unwrap();
        }
    }

    pub(crate) fn view() -> View {
        let mut view = View::new("Example Ltd");
        (view.link, view.phase) = (Link::Online, Phase::Active);
        view.set_reps(vec![Rep { name: "Olga Okonkwo".into(), viewing: true, controlling: true, ..Rep::default() }]);
        let olga = || Speaker::Rep("Olga Okonkwo".into());
        view.add(Line::new(olga(), What::Accepted).at("14:05"));
        view.add(
            Line::new(
                olga(),
                What::Said(
                    "Good morning! I am going to look at your printer now. Please leave the mouse alone for a minute."
                        .into(),
                ),
            )
            .at("14:05"),
        );
        view.add(Line::new(Speaker::You, What::Said("Thank you, go ahead".into())).at("14:06"));
        view.add(Line::new(olga(), What::Control(true)).at("14:06"));
        view.add(Line::new(Speaker::You, What::Saying("日本語 ✓ Ünïcödé".into())).at("14:07"));
        view
    }

    const ADDRESS: &str = "https://downloads.example.com/printers/driver-for-everybody.html?model=2000&language=en";

    /// Asked to open a page, while somebody writes and looks at System Info.
    fn pushed() -> View {
        let mut view = view();
        view.set_reps(vec![Rep { name: "Olga Okonkwo".into(), system: true, ..Rep::default() }]);
        view.add(Line::new(Speaker::Rep("Olga Okonkwo".into()), What::Page(ADDRESS.into())).at("14:08"));
        let file = Sent { id: "f".into(), name: "driver.zip".into(), bytes: 9, saved: Saved::Not };
        view.add(Line::new(Speaker::Rep("Olga Okonkwo".into()), What::File(file)).at("14:09"));
        view.typing = Some(Typing { name: "Olga Okonkwo".into(), until: Instant::now() + Duration::from_secs(60) });
        view
    }

    fn asking() -> View {
        let mut view = view();
        view.set_prompts(vec![Prompt {
            id: 7,
            rep: "Olga Okonkwo".into(),
            asked: Asked::Shell,
            until: Instant::now() + Duration::from_secs(42),
            otherwise_allowed: false,
            for_session: true,
        }]);
        view
    }

    pub(crate) fn click(at: Pos2) -> Vec<egui::Event> {
        let button = |pressed| egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        vec![egui::Event::PointerMoved(at), button(true), button(false)]
    }

    /// Clicks what a screen reader would find under this name, by asking as a screen reader does.
    pub(crate) fn press(bench: &mut Bench, view: &View, name: &str) -> Vec<Intent> {
        let update = bench.tree(view);
        let found = update.nodes.iter().find(|(_, node)| node.role() != Role::Label && node.label() == Some(name));
        let (id, _) = found.unwrap_or_else(|| panic!("there is no control of the name {name}"));
        let request = egui::accesskit::ActionRequest {
            action: egui::accesskit::Action::Click,
            target_tree: egui::accesskit::TreeId::ROOT,
            target_node: *id,
            data: None,
        };
        bench.draw(view, vec![egui::Event::AccessKitActionRequest(request)]).0
    }

    #[test]
    fn every_state_can_be_drawn_in_light_dark_and_small_sup_22() {
        let ended = View { phase: Phase::Ended(Ending::Them), ..view() };
        let paused = View { paused: true, ..view() };
        let lost = View { link: Link::Lost { until: Instant::now() + Duration::from_secs(500) }, ..view() };
        let states = [
            ("active", view()),
            ("asking", asking()),
            ("pushed", pushed()),
            ("ended", ended),
            ("paused", paused),
            ("lost", lost),
            ("new", View::new("Example Ltd")),
            ("button-over", View { phase: Phase::Ended(Ending::ButtonOver), button: true, ..View::new("Example Ltd") }),
            ("button-withdrawn", View { phase: Phase::Ended(Ending::ButtonWithdrawn), ..View::new("Example Ltd") }),
        ];
        for (dark, size) in
            [(false, Vec2::new(400.0, 640.0)), (true, Vec2::new(400.0, 640.0)), (false, Vec2::new(320.0, 460.0))]
        {
            for (name, view) in &states {
                let mut bench = Bench::new(Language::De, dark, size);
                for _ in 0..3 {
                    bench.draw(view, Vec::new());
                }
                let background = bench.pixels[0];
                let drawn = bench.pixels.iter().filter(|pixel| **pixel != background).count();
                assert!(drawn > 2000, "{name}: {drawn}");
                bench.keep(&format!("{name}-{}-{}", if dark { "dark" } else { "light" }, size.x));
            }
        }
        for language in [Language::Ja, Language::Zh, Language::Fr] {
            let mut bench = Bench::new(language, false, Vec2::new(400.0, 640.0));
            for _ in 0..3 {
                bench.draw(&asking(), Vec::new());
            }
            bench.keep(&format!("asking-{language:?}"));
        }
    }

    #[test]
    fn a_screen_reader_finds_every_control_by_name_and_hears_what_happens_sup_22() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        bench.draw(&asking(), Vec::new());
        let (_, told) = bench.draw(&asking(), Vec::new());
        let has = |role: Role, name: &str| told.iter().any(|(known, text)| *known == role && text == name);
        for button in ["Pause all access", "Allow", "Do not allow", "Send", "End session"] {
            assert!(has(Role::Button, button), "{button}: {told:?}");
        }
        assert!(has(Role::CheckBox, "Keep this window in front"));
        assert!(has(Role::TextInput, "Write a message"), "{told:?}");
        assert!(has(Role::Label, "Olga Okonkwo sees your screen and uses your mouse and keyboard right now"));
        assert!(has(Role::Label, "Olga Okonkwo asks to use a command window on this computer"));
    }

    #[test]
    fn pausing_is_one_press_and_ending_is_asked_about_sup_22() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        assert_eq!(press(&mut bench, &view(), "Pause all access"), [Intent::Pause(true)]);
        let paused = View { paused: true, ..view() };
        assert_eq!(press(&mut bench, &paused, "Allow access again"), [Intent::Pause(false)]);
        assert_eq!(press(&mut bench, &view(), "End session"), []);
        assert!(bench.memory.asks_to_end);
        assert_eq!(press(&mut bench, &view(), "Go on"), []);
        assert!(!bench.memory.asks_to_end);
        bench.memory.asks_to_end = true;
        bench.draw(&view(), Vec::new());
        bench.draw(&view(), Vec::new());
        bench.keep("confirm");
        let lost = View { link: Link::Lost { until: Instant::now() }, ..view() };
        bench.memory.asks_to_end = true;
        // The button of the question comes after the one in the window.
        bench.draw(&lost, Vec::new());
        assert_eq!(press(&mut bench, &lost, "Go on"), []);
        let over = View { phase: Phase::Ended(Ending::You), ..view() };
        assert_eq!(press(&mut bench, &over, "Close"), [Intent::Close]);
    }

    #[test]
    fn a_question_is_answered_by_either_button_sup_22() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        assert_eq!(press(&mut bench, &asking(), "Allow"), [Intent::Answer { prompt: 7, allowed: true }]);
        assert_eq!(press(&mut bench, &asking(), "Do not allow"), [Intent::Answer { prompt: 7, allowed: false }]);
        // Enter in the window answers nothing.
        let enter = egui::Event::Key {
            key: Key::Enter,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        };
        assert_eq!(bench.draw(&asking(), vec![enter]).0, []);
    }

    #[test]
    fn a_password_is_given_by_whoever_sits_there_shown_to_nobody_and_forgotten_sup_41() {
        let asked = |wrong| View { password: Some(PasswordAsked { account: "carla".into(), wrong }), ..view() };
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        for _ in 0..3 {
            bench.draw(&asked(false), Vec::new());
        }
        assert_eq!(press(&mut bench, &asked(false), "Allow"), [], "without a password there is nothing to allow");
        bench.memory.password.0.push_str("secret");
        let (_, told) = bench.draw(&asked(false), Vec::new());
        assert!(told.iter().all(|(_, text)| !text.contains("secret")), "{told:?}");
        assert!(!format!("{:?}", bench.memory).contains("secret"));
        bench.keep("password");
        let given = Intent::Password { account: "carla".into(), password: Typed("secret".to_owned().into()) };
        assert_eq!(press(&mut bench, &asked(false), "Allow"), [given]);
        assert!(bench.memory.password.0.is_empty());
        bench.draw(&asked(true), Vec::new());
        bench.keep("password-wrong");
        bench.memory.password.0.push_str("other");
        assert_eq!(press(&mut bench, &asked(true), "Do not allow"), [Intent::NoPassword]);
        assert!(bench.memory.password.0.is_empty());
        bench.draw(&asked(true), Vec::new());
        bench.memory.password.0.push_str("third");
        bench.draw(&view(), Vec::new());
        assert!(bench.memory.password.0.is_empty(), "asked no more");
    }

    #[test]
    fn a_question_that_comes_later_and_the_way_out_are_in_sight_of_the_mouse_sup_22() {
        for (size, buttons) in [
            (Vec2::new(400.0, 640.0), &["Allow", "Do not allow", "End session", "Pause all access"][..]),
            (Vec2::new(320.0, 480.0), &["End session", "Pause all access"][..]),
        ] {
            for button in buttons {
                let mut bench = Bench::new(Language::En, false, size);
                for _ in 0..3 {
                    bench.draw(&view(), Vec::new());
                }
                for _ in 0..3 {
                    bench.draw(&asking(), Vec::new());
                }
                let place = bench.place(&asking(), button);
                let wants = bench.draw(&asking(), click(place)).0;
                let reacted = wants.len() == 1 || bench.memory.asks_to_end;
                assert!(reacted, "{button} at {place:?} in {size:?}");
            }
        }
    }

    #[test]
    fn a_page_is_opened_by_the_persons_own_click_with_its_address_in_sight_ses_32() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        bench.draw(&pushed(), Vec::new());
        let (wants, told) = bench.draw(&pushed(), Vec::new());
        assert_eq!(wants, []);
        let has = |text: &str| told.iter().any(|(role, said)| *role == Role::Label && said == text);
        assert!(has(ADDRESS), "{told:?}");
        assert!(has("Olga Okonkwo · 14:08") && has("14:05 · Olga Okonkwo will help you"), "{told:?}");
        assert!(has("Olga Okonkwo looks at this computer's programs, processes and settings right now"));
        assert!(has("Olga Okonkwo is writing."));
        let name = format!("Open the page: {ADDRESS}");
        let place = bench.place(&pushed(), &name);
        assert_eq!(bench.draw(&pushed(), click(place)).0, [Intent::OpenPage(ADDRESS.into())]);
        assert_eq!(press(&mut bench, &pushed(), &name), [Intent::OpenPage(ADDRESS.into())]);
    }

    #[test]
    fn a_file_of_a_rep_is_saved_by_the_persons_own_click_ses_30() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        let wanted = press(&mut bench, &pushed(), "Save: driver.zip");
        assert_eq!(wanted, [Intent::Save { file: "f".into(), bytes: 9 }]);
    }

    #[test]
    fn whoever_writes_is_known_to_write_and_an_empty_line_says_nothing_ses_31() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        let place = bench.place(&view(), "Write a message");
        bench.draw(&view(), click(place));
        assert_eq!(bench.draw(&view(), vec![egui::Event::Text("  ".into())]).0, []);
        assert_eq!(bench.draw(&view(), vec![egui::Event::Text("h".into())]).0, [Intent::Typing]);
        assert_eq!(bench.draw(&view(), Vec::new()).0, []);
    }

    #[test]
    fn what_is_written_is_sent_by_the_button_sup_22() {
        let mut bench = Bench::new(Language::En, false, Vec2::new(400.0, 640.0));
        bench.memory.writing = "  hello ".into();
        assert_eq!(press(&mut bench, &view(), "Send"), [Intent::Say("hello".into())]);
        assert_eq!(press(&mut bench, &view(), "Send"), []);
        bench.draw(&view(), click(Pos2::new(5.0, 5.0)));
    }
}
