import { NUMBERS, PROMOS, queryClient } from '../data/queries.ts';

/** After a change of one's own. */
export const refreshPromo = async (): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: PROMOS }),
    queryClient.invalidateQueries({ queryKey: NUMBERS }),
  ]);
};
