// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

const HALF_SECOND = 500;

/** The value as it was a while ago, once it rests. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), HALF_SECOND);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
