// How long something lasted, as people say it: the two largest units.

import { useWords } from "../words/en";

export function useLength(): (ms: number) => string {
  const words = useWords().summary;
  return (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const minutes = Math.floor(seconds / 60);
    if (minutes >= 60) return words.hours(Math.floor(minutes / 60), minutes % 60);
    return minutes > 0 ? words.minutes(minutes, seconds % 60) : words.seconds(seconds);
  };
}
