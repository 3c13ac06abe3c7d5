import { createContext, use, useEffect, type ReactNode } from 'react';

import { hear } from '../../api/live.ts';
import type { Store } from '../../api/types.ts';
import { Loaded, Loading } from '../../kit/status/Status.tsx';
import { useSession, useUser } from '../../kit/useSession.ts';
import { useStoresOf } from '../data/queries.ts';
import { WelcomePage } from '../shell/WelcomePage.tsx';
import { FirstStorePage } from './FirstStorePage.tsx';

const StoreContext = createContext<Store | undefined>(undefined);

/** The store that the console is about; only inside the gate. */
export const useStore = (): Store => {
  const store = use(StoreContext);
  if (!store) throw new Error('no store outside of the gate');
  return store;
};

const WithStore = ({ store, children }: { store: Store; children: ReactNode }): ReactNode => {
  useEffect(() => hear({ stores: [store.id] }), [store.id]);
  return <StoreContext value={store}>{children}</StoreContext>;
};

/** Lets in who is signed in and owns a store; others sign in, or open their first one. */
export const StoreGate = ({ children }: { children: ReactNode }): ReactNode => {
  const session = useSession();
  const stores = useStoresOf(useUser()?.id);
  if (session.state === 'unknown') return <Loading />;
  if (session.state === 'anonymous') return <WelcomePage />;
  return (
    <Loaded query={stores}>
      {({ results: [store] }) => (store ? <WithStore store={store}>{children}</WithStore> : <FirstStorePage />)}
    </Loaded>
  );
};
