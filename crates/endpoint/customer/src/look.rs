//! Colours and sizes of the window: the console's palette, light and dark.

use egui::{Color32, Context, CornerRadius, FontId, Stroke, TextStyle, Theme, Visuals, vec2};

use crate::texts::Tone;

/// Of the large buttons.
pub(crate) const BUTTON_HEIGHT: f32 = 44.0;
pub(crate) const ROUND: u8 = 8;
pub(crate) const SPACE: i8 = 16;

/// One scheme of colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    pub(crate) background: Color32,
    pub(crate) surface: Color32,
    pub(crate) line: Color32,
    pub(crate) text: Color32,
    pub(crate) weak: Color32,
    pub(crate) accent: Color32,
    pub(crate) on_accent: Color32,
    pub(crate) own: Color32,
    pub(crate) danger: Color32,
    quiet: Color32,
    seen: Color32,
    acting: Color32,
    stopped: Color32,
}

const fn rgb(value: u32) -> Color32 {
    let [_, r, g, b] = value.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const LIGHT: Palette = Palette {
    background: rgb(0xf5_f7f9),
    surface: rgb(0xff_ffff),
    line: rgb(0xb7_c2cb),
    text: rgb(0x17_212a),
    weak: rgb(0x50_606d),
    accent: rgb(0x0d_6b6b),
    on_accent: rgb(0xff_ffff),
    own: rgb(0xe2_f1f0),
    danger: rgb(0xb4_2318),
    quiet: rgb(0xe6_ebf0),
    seen: rgb(0xc4_e4e2),
    acting: rgb(0xfd_e3b8),
    stopped: rgb(0xfb_d5d0),
};

const DARK: Palette = Palette {
    background: rgb(0x10_161b),
    surface: rgb(0x1c_252d),
    line: rgb(0x4a_5863),
    text: rgb(0xe6_ebef),
    weak: rgb(0xa3_b0ba),
    accent: rgb(0x5c_c4bd),
    on_accent: rgb(0x0b_1014),
    own: rgb(0x09_3f3f),
    danger: rgb(0xff_9a8f),
    quiet: rgb(0x21_2b34),
    seen: rgb(0x0b_4a4a),
    acting: rgb(0x5a_4312),
    stopped: rgb(0x5c_211b),
};

impl Palette {
    pub(crate) fn of(dark: bool) -> Palette {
        if dark { DARK } else { LIGHT }
    }

    /// Behind what is chosen.
    pub(crate) fn seen(&self) -> Color32 {
        self.seen
    }

    pub(crate) fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Quiet => self.quiet,
            Tone::Seen => self.seen,
            Tone::Acting => self.acting,
            Tone::Paused => self.stopped,
        }
    }
}

/// Dresses the window.
pub(crate) fn dress(context: &Context, dark: bool) {
    let palette = Palette::of(dark);
    context.set_theme(if dark { Theme::Dark } else { Theme::Light });
    context.all_styles_mut(|style| {
        for (name, size) in [
            (TextStyle::Small, 13.0),
            (TextStyle::Body, 15.0),
            (TextStyle::Button, 15.0),
            (TextStyle::Monospace, 15.0),
            (TextStyle::Heading, 20.0),
        ] {
            style.text_styles.insert(name, FontId::proportional(size));
        }
        style.spacing.item_spacing = vec2(8.0, 8.0);
        style.spacing.button_padding = vec2(14.0, 8.0);
        style.spacing.interact_size.y = 32.0;
        // Nothing moves.
        style.animation_time = 0.0;
        style.visuals = visuals(if dark { Visuals::dark() } else { Visuals::light() }, &palette);
    });
}

fn visuals(mut visuals: Visuals, palette: &Palette) -> Visuals {
    visuals.override_text_color = Some(palette.text);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.extreme_bg_color = palette.surface;
    visuals.weak_text_color = Some(palette.weak);
    visuals.selection.bg_fill = palette.seen;
    visuals.selection.stroke = Stroke::new(2.0, palette.accent);
    let round = CornerRadius::same(ROUND);
    let widgets = &mut visuals.widgets;
    for widget in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
        &mut widgets.noninteractive,
    ] {
        widget.corner_radius = round;
        widget.bg_stroke = Stroke::new(1.0, palette.line);
        widget.expansion = 0.0;
    }
    widgets.inactive.weak_bg_fill = palette.surface;
    widgets.inactive.bg_fill = palette.surface;
    widgets.hovered.weak_bg_fill = palette.quiet;
    widgets.hovered.bg_fill = palette.quiet;
    // Also how a control shows that the keyboard is on it.
    widgets.hovered.bg_stroke = Stroke::new(2.0, palette.accent);
    widgets.active.weak_bg_fill = palette.seen;
    widgets.active.bg_fill = palette.seen;
    widgets.active.bg_stroke = Stroke::new(2.0, palette.accent);
    visuals
}
