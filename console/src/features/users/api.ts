// SPDX-License-Identifier: Apache-2.0
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, got, type Schemas } from '@/shared/api/client';
import { keys } from '@/shared/api/queries';

export type User = Schemas['UserAccount'];
export type UserEdit = Schemas['UserDocument'];

export const usersPages = (query: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.users, 'pages', query],
    queryFn: ({ pageParam }) =>
      got(api.GET('/api/v1/users', { params: { query: { query, limit: 50, cursor: pageParam } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const of = (username: string) => ({ params: { path: { username } } });

export const userQuery = (username: string) =>
  queryOptions({
    queryKey: [...keys.users, username],
    queryFn: () => got(api.GET('/api/v1/users/{username}', of(username))),
  });

export const sessionsQuery = (username: string) =>
  queryOptions({
    queryKey: [...keys.users, username, 'sessions'],
    queryFn: async () => (await got(api.GET('/api/v1/users/{username}/sessions', of(username)))).items,
  });

export const eventsQuery = (username: string) =>
  queryOptions({
    queryKey: [...keys.users, username, 'events'],
    queryFn: async () => (await got(api.GET('/api/v1/users/{username}/events', of(username)))).items,
  });

/** A call that changes something of users; every list of them is asked for again afterwards. */
function useUserCall<A, T>(call: (argument: A) => Promise<T>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => queries.invalidateQueries({ queryKey: keys.users }) });
}

export const useCreateUser = () =>
  useUserCall(({ username, edit }: { username: string; edit: UserEdit }) =>
    got(api.POST('/api/v1/users/{username}', { ...of(username), body: edit })),
  );

export const useUpdateUser = (username: string) =>
  useUserCall((edit: UserEdit) => got(api.PATCH('/api/v1/users/{username}', { ...of(username), body: edit })));

export const useDeleteUser = (username: string) =>
  useUserCall(() => got(api.DELETE('/api/v1/users/{username}', of(username))));

export const useSignInLink = (username: string) =>
  useUserCall(() => got(api.POST('/api/v1/users/{username}/sign-in-link', of(username))));

export const useEndSessions = (username: string) =>
  useUserCall(() => got(api.DELETE('/api/v1/users/{username}/sessions', of(username))));
