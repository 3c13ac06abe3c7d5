import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { call } from '../../api/session.ts';
import { operationsOf, type OpenApi, type Operation } from './openapi.ts';

export interface Reference {
  info: OpenApi['info'];
  operations: Operation[];
}

/** The document changes with the program alone. */
export const useReference = (): UseQueryResult<Reference> =>
  useQuery({
    queryKey: ['reference'],
    queryFn: async () => {
      const document = await call<OpenApi>('/api/schema/');
      return { info: document.info, operations: operationsOf(document) };
    },
    staleTime: Infinity,
  });
