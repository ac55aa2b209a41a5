// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from './queries';

export type Connection = 'connecting' | 'live' | 'away';

/**
 * Watches what is decided and what is up, and has shown again what changed. One connection a page, and none while nobody looks at it:
 * browsers allow few to one site.
 */
export function useLiveUpdates(): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let source: EventSource | null = null;
    let synced = false;
    const changed = (event: MessageEvent<string>) => {
      if (!synced) {
        return;
      }
      const { kind } = JSON.parse(event.data) as { kind: string };
      void queries.invalidateQueries({ queryKey: keys.resources(kind) });
      void queries.invalidateQueries({ queryKey: keys.live(kind) });
      void queries.invalidateQueries({ queryKey: keys.changes });
      void queries.invalidateQueries({ queryKey: ['provided'] });
    };
    const open = () => {
      synced = false;
      source = new EventSource('/api/v1/watch');
      source.addEventListener('synced', () => {
        if (synced) {
          return;
        }
        synced = true;
        setConnection('live');
        // whatever happened while nobody watched
        void queries.invalidateQueries();
      });
      source.addEventListener('put', changed);
      source.addEventListener('delete', changed);
      source.onopen = () => setConnection(synced ? 'live' : 'connecting');
      source.onerror = () => setConnection('away');
    };
    const close = () => {
      source?.close();
      source = null;
    };
    const visibility = () => {
      if (document.hidden) {
        close();
      } else if (source === null) {
        open();
      }
    };
    visibility();
    document.addEventListener('visibilitychange', visibility);
    return () => {
      document.removeEventListener('visibilitychange', visibility);
      close();
    };
  }, [queries]);
  return connection;
}
