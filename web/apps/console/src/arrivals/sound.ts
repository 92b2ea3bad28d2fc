// The sound of a new session: two short, soft notes, made here. Nothing is loaded and nothing is played louder than asked.

const NOTES = [
  { hertz: 587, atS: 0 },
  { hertz: 784, atS: 0.14 },
] as const;
const LOUDNESS = 0.06;
const NOTE_S = 0.32;
/** Several that come at once sound once. */
const PAUSE_MS = 1_500;

let context: AudioContext | undefined;
let playedAt = Number.NEGATIVE_INFINITY;

/** Plays it, where the browser lets a page that was used by somebody be heard. */
export async function chime(): Promise<void> {
  if (typeof AudioContext === "undefined" || performance.now() - playedAt < PAUSE_MS) return;
  playedAt = performance.now();
  try {
    context ??= new AudioContext();
    if (context.state !== "running") await context.resume();
    for (const { hertz, atS } of NOTES) note(context, hertz, context.currentTime + atS);
  } catch {
    // No sound device, or not allowed: the popup and the number at Home are there.
  }
}

function note(audio: AudioContext, hertz: number, at: number): void {
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.type = "sine";
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
