import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';

import { hear } from '../../api/live.ts';
import type { Store } from '../../api/types.ts';
import { Loaded, Loading } from '../../kit/status/Status.tsx';
import { useSession, useUser } from '../../kit/useSession.ts';
import { useStoresOf } from '../data/queries.ts';
import { WelcomePage } from '../shell/WelcomePage.tsx';
import { FirstStorePage } from './FirstStorePage.tsx';

interface Stores {
  chosen: Store;
  all: Store[];
  choose: (id: number) => void;
}

const StoresContext = createContext<Stores | undefined>(undefined);

/** The stores of who is signed in; only inside the gate. */
export const useStores = (): Stores => {
  const stores = use(StoresContext);
  if (!stores) throw new Error('no store outside of the gate');
  return stores;
};

/** The store that the console is about. */
export const useStore = (): Store => useStores().chosen;

const STORED = 'store';

const remembering =
  (choose: (id: number) => void) =>
  (id: number): void => {
    localStorage.setItem(STORED, String(id));
    choose(id);
  };

interface WithStoreProps {
  all: Store[];
  first: Store;
  children: ReactNode;
}

const WithStore = ({ all, first, children }: WithStoreProps): ReactNode => {
  const [id, setId] = useState(() => Number(localStorage.getItem(STORED)));
  const chosen = all.find((store) => store.id === id) ?? first;
  useEffect(() => hear({ stores: [chosen.id] }), [chosen.id]);
  const stores = useMemo(() => ({ chosen, all, choose: remembering(setId) }), [chosen, all]);
  return <StoresContext value={stores}>{children}</StoresContext>;
};

/** Lets in who is signed in and owns a store; others sign in, or open their first one. */
export const StoreGate = ({ children }: { children: ReactNode }): ReactNode => {
  const session = useSession();
  const stores = useStoresOf(useUser()?.id);
  if (session.state === 'unknown') return <Loading />;
  if (session.state === 'anonymous') return <WelcomePage />;
  return (
    <Loaded query={stores}>
      {({ results }) =>
        results[0] ? (
          <WithStore all={results} first={results[0]}>
            {children}
          </WithStore>
        ) : (
          <FirstStorePage />
        )
      }
    </Loaded>
  );
};
