// SPDX-License-Identifier: Apache-2.0
import { type RefObject, useEffect, useRef, useState } from 'react';

/** A little before it is there, so that what is read is there when it is looked at. */
const MARGIN = '200px 0px';

/** Whether an element is in view, or nearly. */
export function useSeen<E extends Element>(): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null) {
      return;
    }
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: MARGIN,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, seen];
}
