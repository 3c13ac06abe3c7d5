import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';

import { Mishap } from '../kit/Mishap.tsx';
import { SessionGate } from '../kit/session/SessionGate.tsx';
import { State } from '../kit/State.tsx';
import { Failed, Loading } from '../kit/status/Status.tsx';
import { useKitTexts } from '../kit/texts/index.ts';
import { useLanguage } from '../kit/useLanguage.ts';
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
  return <State icon="map" title={notFoundTitle} text={notFound} />;
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

const Guarded = (): ReactNode => {
  const [path] = useLocation();
  return (
    <Mishap key={path} fallback={(retry) => <Failed error={undefined} onRetry={retry} />}>
      <Suspense fallback={<Loading />}>
        <Pages />
      </Suspense>
    </Mishap>
  );
};

export const App = (): ReactNode => {
  const language = useLanguage();
  const { app } = useTexts();
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = app;
  }, [language, app]);
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Router base="/console">
          <StoreGate>
            <Shell>
              <Guarded />
            </Shell>
          </StoreGate>
        </Router>
      </SessionGate>
    </QueryClientProvider>
  );
};
