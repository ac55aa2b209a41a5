// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Resource } from '@/shared/api/client';
import { text } from '@/shared/text';
import { receiversQuery } from './api';
import { Matchers } from './MatcherEditor';
import { Resources } from './Resources';
import { routingsFor } from './starters';
import { TryRoute } from './TryRoute';

const words = text.alerts.receivers.routing;

interface Route {
  receiver?: string;
  matchers?: string[];
  groupWait?: string;
  groupInterval?: string;
  repeatInterval?: string;
  continue?: boolean;
  routes?: Route[];
}

/** The spec of an `AlertRouting`. */
interface RoutingSpec {
  description?: string;
  route?: Route;
  inhibitions?: { source?: string[]; target?: string[]; equal?: string[] }[];
}

/** A route, and those within it that are asked before it. */
function Tree({ route }: { route: Route }) {
  return (
    <>
      {route.matchers?.length ? <Matchers written={route.matchers} /> : <span>{words.root}</span>}
      <span className="al-hint">
        {[
          ...(route.receiver ? [words.goesTo(route.receiver)] : []),
          ...(route.continue ? [words.goesOn] : []),
          ...(route.groupWait && route.groupInterval && route.repeatInterval
            ? [words.rhythm(route.groupWait, route.groupInterval, route.repeatInterval)]
            : []),
        ].join(', ')}
      </span>
      {route.routes && route.routes.length > 0 && (
        <ul className="al-tree">
          {route.routes.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: their order is what they are
            <li key={at}>
              <Tree route={each} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Shown({ resource }: { resource: Resource }) {
  const { description, route, inhibitions = [] } = resource.spec as RoutingSpec;
  return (
    <>
      {description && <div>{description}</div>}
      {route && <Tree route={route} />}
      {inhibitions.map(({ source = [], target = [], equal = [] }) => (
        <span key={JSON.stringify([source, target, equal])} className="al-hint">
          {words.inhibits(source.join(', '), target.join(', '))}
          {equal.length > 0 && words.inhibitsEqual(equal.join(', '))}
        </span>
      ))}
    </>
  );
}

/** Which alerts go where, and a place to try it. */
export function Routing({ env }: { env: string }) {
  const receivers = useQuery(receiversQuery(env)).data?.items;
  const starters = useMemo(() => routingsFor((receivers ?? []).map(({ name }) => name)), [receivers]);
  return (
    <>
      <Resources kind="AlertRouting" env={env} words={words} starters={starters}>
        {(resource) => <Shown resource={resource} />}
      </Resources>
      <div className="al-below">
        <TryRoute env={env} />
      </div>
    </>
  );
}
