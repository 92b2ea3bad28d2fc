// English texts of the machine's sound.

/** Why it cannot be heard, by the agent's code. */
const absent: Readonly<Record<string, string>> = {
  no_server: "No PulseAudio or PipeWire runs for the desktop that is shown. A login screen mostly has none.",
  no_output: "The machine has nothing to play sound on.",
  failed: "The machine's sound server does not let the agent listen.",
  left_out: "The customer client comes without sound, to stay a small download.",
};

export const sound = {
  on: "Listen to the machine",
  open: "Sound: how loud it is here",
  title: "Sound of the machine",
  off: "Stop listening",
  volume: "Volume here",
  mute: "Mute here",
  comes: "Sound comes from the machine.",
  silent: "The machine is quiet.",
  recording: "Recordings of sessions have no sound.",
  stopped: "The machine is not heard any more",
  permission: "hearing what the machine plays",
  notPermitted: "Your permissions for this machine do not include its sound.",
  noDecoder: "This browser cannot decode the sound (Opus by WebCodecs). Use a current Chrome, Edge, Firefox or Safari.",
  paused: "The customer has paused all access.",
  noPicture: "There is no picture of the machine's desktop yet.",
  old: "This machine's agent cannot send sound.",
  absent: (code: string) => absent[code] ?? "The sound of this machine cannot be heard.",
  event_on: (who: string) => `${who} began to listen to the machine's sound.`,
  event_off: (who: string) => `${who} stopped listening to the machine's sound.`,
};
