// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

/** Now, as of when one looked: anew each so many seconds, but not while nobody looks at the page; null for never. */
export function useNow(seconds: number | null): [number, () => void] {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (seconds === null) {
      return;
    }
    const timer = setInterval(() => document.hidden || setNow(Date.now()), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return [now, () => setNow(Date.now())];
}
