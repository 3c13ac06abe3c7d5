import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode } from 'react';
import { Route, Router, Switch } from 'wouter';

import { Guarded } from '../kit/Guarded.tsx';
import { SessionGate } from '../kit/session/SessionGate.tsx';
import { State } from '../kit/State.tsx';
import { useKitTexts } from '../kit/texts/index.ts';
import { useDocument } from '../kit/useDocument.ts';
import { queryClient } from './data/queries.ts';
import { Shell } from './shell/Shell.tsx';
import { StoreGate } from './store/StoreGate.tsx';
import { useTexts } from './texts/index.ts';
import { TodayPage } from './today/TodayPage.tsx';

const PromosPage = lazy(() => import('./promos/PromosPage.tsx'));
const NewPromoPage = lazy(() => import('./promos/NewPromoPage.tsx'));
const PromoPage = lazy(() => import('./promos/PromoPage.tsx'));
const ProductsPage = lazy(() => import('./products/ProductsPage.tsx'));
const RedeemPage = lazy(() => import('./redeem/RedeemPage.tsx'));
const NoticesPage = lazy(() => import('./notices/NoticesPage.tsx'));
const StorePage = lazy(() => import('./store/StorePage.tsx'));

const NotFound = (): ReactNode => {
  const { notFoundTitle, notFound } = useKitTexts();
  return <State icon="map" alone title={notFoundTitle} text={notFound} />;
};

const Pages = (): ReactNode => (
  <Switch>
    <Route path="/" component={TodayPage} />
    <Route path="/promos" component={PromosPage} />
    <Route path="/promos/new" component={NewPromoPage} />
    <Route path="/promos/:id">{({ id }) => <PromoPage key={id} id={Number(id)} />}</Route>
    <Route path="/products" component={ProductsPage} />
    <Route path="/redeem" component={RedeemPage} />
    <Route path="/notices" component={NoticesPage} />
    <Route path="/store" component={StorePage} />
    <Route component={NotFound} />
  </Switch>
);

export const App = (): ReactNode => {
  const { app } = useTexts();
  useDocument(app);
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Router base="/console">
          <StoreGate>
            <Shell>
              <Guarded>
                <Pages />
              </Guarded>
            </Shell>
          </StoreGate>
        </Router>
      </SessionGate>
    </QueryClientProvider>
  );
};
