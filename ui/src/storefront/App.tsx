import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode } from 'react';
import { Route, Switch } from 'wouter';

import { Guarded } from '../kit/Guarded.tsx';
import { SessionGate } from '../kit/session/SessionGate.tsx';
import { useDocument } from '../kit/useDocument.ts';
import { queryClient } from './data/queries.ts';
import { NearPage } from './near/NearPage.tsx';
import { NotFound } from './shell/NotFound.tsx';
import { Shell } from './shell/Shell.tsx';
import { useTexts } from './texts/index.ts';

const PromoPage = lazy(() => import('./promo/PromoPage.tsx'));
const ReservationsPage = lazy(() => import('./reservations/ReservationsPage.tsx'));
const ReservationPage = lazy(() => import('./reservations/ReservationPage.tsx'));
const InboxPage = lazy(() => import('./inbox/InboxPage.tsx'));
const MePage = lazy(() => import('./me/MePage.tsx'));
const SignInPage = lazy(() => import('./session/SignInPage.tsx'));
const ForgotPasswordPage = lazy(() => import('./session/ForgotPasswordPage.tsx'));
const ResetPasswordPage = lazy(() => import('./session/ResetPasswordPage.tsx'));
const SignUpPage = lazy(() => import('./session/SignUpPage.tsx'));

const Pages = (): ReactNode => (
  <Switch>
    <Route path="/" component={NearPage} />
    <Route path="/promos/:id">{({ id }) => <PromoPage key={id} id={Number(id)} />}</Route>
    <Route path="/reservations" component={ReservationsPage} />
    <Route path="/reservations/:id">{({ id }) => <ReservationPage key={id} id={Number(id)} />}</Route>
    <Route path="/inbox" component={InboxPage} />
    <Route path="/me" component={MePage} />
    <Route path="/sign-in" component={SignInPage} />
    <Route path="/sign-up" component={SignUpPage} />
    <Route path="/forgot-password" component={ForgotPasswordPage} />
    <Route path="/reset-password" component={ResetPasswordPage} />
    <Route component={NotFound} />
  </Switch>
);

export const App = (): ReactNode => {
  const { app } = useTexts();
  useDocument(app);
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Shell>
          <Guarded>
            <Pages />
          </Guarded>
        </Shell>
      </SessionGate>
    </QueryClientProvider>
  );
};
