//! Where others point on the picture (SES-25): an arrow with a name beside it, in a colour of their own. They are told apart by the name as well, so the colour is never the only sign.

/** Where somebody points, in pixels of the picture. */
export interface Pointed {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

interface Mark {
  readonly element: HTMLElement;
  at: Pointed;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Each with white letters on it at 4.5 : 1 and more. */
const COLOURS = ["#7b3fe4", "#b3261e", "#0b57d0", "#8a5300", "#0b6b45", "#a3195b", "#36577a", "#5f6b00"];
/** Who does not move is not in the way. */
const LASTS_MS = 5_000;
const ARROW = "M1 1 L1 15 L5 11.4 L7.6 17 L10 16 L7.5 10.4 L12.6 10.2 Z";
const SVG = "http://www.w3.org/2000/svg";

/** The colour of a participant, the same for everybody who looks. */
export function colourOf(participant: number): string {
  return COLOURS[participant % COLOURS.length] ?? "#0b57d0";
}

export class OtherPointers {
  readonly element: HTMLElement;
  readonly #place: (x: number, y: number) => { left: number; top: number };
  readonly #inside: () => { width: number; height: number };
  readonly #marks = new Map<number, Mark>();

  constructor(
    document: Document,
    place: (x: number, y: number) => { left: number; top: number },
    inside: () => { width: number; height: number },
  ) {
    this.#place = place;
    this.#inside = inside;
    this.element = document.createElement("div");
    this.element.dataset.towline = "pointers";
    // Who has control is told in words elsewhere; a name that wanders is nothing to be read out.
    this.element.setAttribute("aria-hidden", "true");
    Object.assign(this.element.style, { position: "absolute", inset: "0", overflow: "hidden", pointerEvents: "none" });
  }

  /** Somebody points there; `undefined`: nowhere any more. */
  set(participant: number, at: Pointed | undefined): void {
    if (!at) {
      this.#remove(participant);
      return;
    }
    const mark = this.#marks.get(participant) ?? this.#add(participant, at);
    mark.at = at;
    clearTimeout(mark.timer);
    mark.timer = setTimeout(() => this.#remove(participant), LASTS_MS);
    this.#draw(mark);
  }

  /** The picture has another size. */
  again(): void {
    for (const mark of this.#marks.values()) this.#draw(mark);
  }

  clear(): void {
    for (const participant of [...this.#marks.keys()]) this.#remove(participant);
  }

  #add(participant: number, at: Pointed): Mark {
    const document = this.element.ownerDocument;
    const element = document.createElement("div");
    element.dataset.pointer = String(participant);
    const colour = colourOf(participant);
    Object.assign(element.style, { position: "absolute", left: "0", top: "0", willChange: "transform" });
    const arrow = document.createElementNS(SVG, "svg");
    arrow.setAttribute("width", "14");
    arrow.setAttribute("height", "18");
    arrow.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ARROW);
    path.setAttribute("fill", colour);
    path.setAttribute("stroke", "#ffffff");
    arrow.append(path);
    const name = document.createElement("span");
    Object.assign(name.style, {
      ...{ margin: "12px 0 0 2px", padding: "1px 6px", borderRadius: "4px", background: colour, color: "#ffffff" },
      ...{ font: "600 12px/18px Inter, system-ui, sans-serif", whiteSpace: "nowrap" },
      ...{ maxWidth: "180px", overflow: "hidden", textOverflow: "ellipsis" },
    });
    element.append(arrow, name);
    this.element.append(element);
    const mark: Mark = { element, at, timer: undefined };
    this.#marks.set(participant, mark);
    return mark;
  }

  #draw({ element, at }: Mark): void {
    const { width, height } = this.#inside();
    // On another monitor than the one that is looked at.
    const outside = at.x < 0 || at.y < 0 || at.x >= width || at.y >= height;
    element.style.display = outside ? "none" : "flex";
    const { left, top } = this.#place(at.x, at.y);
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    const name = element.lastElementChild;
    if (name && name.textContent !== at.name) name.textContent = at.name;
  }

  #remove(participant: number): void {
    const mark = this.#marks.get(participant);
    if (!mark) return;
    clearTimeout(mark.timer);
    mark.element.remove();
    this.#marks.delete(participant);
  }
}
