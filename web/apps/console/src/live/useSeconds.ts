// Whole seconds since a moment, counted while somebody looks.

import { useEffect, useState } from "react";

const secondsSince = (moment: number) => Math.max(0, Math.floor((Date.now() - moment) / 1000));

/** Seconds since `moment`; 0 and no timer while it is undefined. */
export function useSeconds(moment: number | undefined): number {
  const [seconds, setSeconds] = useState(moment === undefined ? 0 : secondsSince(moment));
  useEffect(() => {
    if (moment === undefined) return setSeconds(0);
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setSeconds(secondsSince(moment));
      timer = setTimeout(tick, 1000 - ((Date.now() - moment) % 1000) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [moment]);
  return moment === undefined ? 0 : seconds;
}
