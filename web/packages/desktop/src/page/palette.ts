//! Colours and widths of what is drawn on the picture (SCR-14), for whoever draws and whoever offers them. Data only: what shows them need not load a painter.

/** As the endpoint knows them, in its order: what is sent is the place in this list. */
export const DRAW_COLOURS = ["#e03131", "#f76707", "#ffd43b", "#2f9e44", "#1c7ed6", "#9836c8", "#000000", "#ffffff"];
/** Widths of lines, in pixels of the machine's desktop. */
export const DRAW_WIDTHS = [3, 6, 12] as const;
