import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Route, Router, Switch } from 'wouter';

import { makeQueryClient } from '../kit/queryClient.ts';
import { SessionGate } from '../kit/session/SessionGate.tsx';
import { Loaded } from '../kit/status/Status.tsx';
import { useReference, type Reference } from './data/useReference.ts';
import { NoOperation, OperationPage } from './operation/OperationPage.tsx';
import { Shell } from './shell/Shell.tsx';
import { StartPage } from './shell/StartPage.tsx';

const queryClient = makeQueryClient();

const Pages = ({ reference }: { reference: Reference }): ReactNode => (
  <Switch>
    <Route path="/">
      <StartPage reference={reference} />
    </Route>
    <Route path="/:id">
      {({ id }) => {
        const operation = reference.operations.find((one) => one.id === id);
        return operation ? <OperationPage key={id} of={operation} /> : <NoOperation />;
      }}
    </Route>
  </Switch>
);

const Docs = (): ReactNode => {
  const query = useReference();
  return (
    <Shell operations={query.data?.operations ?? []}>
      <Loaded query={query}>{(reference) => <Pages reference={reference} />}</Loaded>
    </Shell>
  );
};

export const App = (): ReactNode => (
  <QueryClientProvider client={queryClient}>
    <SessionGate>
      <Router base="/api/docs">
        <Docs />
      </Router>
    </SessionGate>
  </QueryClientProvider>
);
