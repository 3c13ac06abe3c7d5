import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';

import { codeOf, failureOf } from '../../api/errors.ts';
import type { LivePromo } from '../../api/types.ts';
import { Button, ButtonLink } from '../../kit/Button.tsx';
import { distance, money } from '../../kit/format.ts';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useUser } from '../../kit/useSession.ts';
import { useLeft, useReservationsOf } from '../data/queries.ts';
import { PlaceSheet } from '../near/PlaceSheet.tsx';
import { signInPath } from '../session/back.ts';
import { useTexts } from '../texts/index.ts';
import { ActionBar, Message } from './ActionBar.tsx';
import { HoldPanel } from './HoldPanel.tsx';
import { promoState } from './promoState.ts';
import { useReserve } from './useReserve.ts';
import { useSegments } from './useSegments.ts';
import { WatchAction } from './WatchAction.tsx';

type Reserve = ReturnType<typeof useReserve>;

interface FaceProps {
  offer: LivePromo;
  reserve: Reserve;
}

const SignInAction = (): ReactNode => {
  const { promo } = useTexts();
  const [path] = useLocation();
  return (
    <ActionBar>
      <ButtonLink to={signInPath(path)} look="primary" wide>
        {promo.signInToReserve}
      </ButtonLink>
    </ActionBar>
  );
};

/** What a failed attempt means, where no face of the page says it. */
const Trouble = ({ reserve }: { reserve: Reserve }): ReactNode => {
  const status = useKitTexts();
  const failure = failureOf(reserve.error ?? reserve.failureReason);
  if (reserve.isPending && reserve.failureCount > 0) return <Message title={status.busyTitle} text={status.busyText} />;
  if (!reserve.isError) return null;
  if (failure.kind === 'offline') return <Message title={status.offlineTitle} text={status.offlineText} />;
  if (failure.kind === 'busy') return <Message title={status.busyTitle} text={status.busyText} />;
  return <Message title={failure.kind === 'refused' ? failure.message : status.brokenTitle} />;
};

const OpenAction = ({ offer, reserve, expired }: FaceProps & { expired: boolean }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const price = money(offer.promo_price, offer.currency, language);
  return (
    <ActionBar>
      {expired && !reserve.isPending && <Message title={promo.expiredTitle} text={promo.expiredText} />}
      <Trouble reserve={reserve} />
      <Button look="primary" wide busy={reserve.isPending} onClick={() => reserve.mutate()}>
        {promo.reserve(price)}
      </Button>
      {!expired && !reserve.isError && <ActionBar.Hint>{promo.holdHint(offer.hold_seconds)}</ActionBar.Hint>}
    </ActionBar>
  );
};

const WhereAction = ({ offer, reserve, known }: FaceProps & { known: boolean }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const [choosing, setChoosing] = useState(false);
  const done = (): void => {
    setChoosing(false);
    reserve.reset();
  };
  return (
    <ActionBar>
      {known ? (
        <Message title={promo.tooFarTitle} text={promo.tooFarText(distance(offer.radius_m, language))} />
      ) : (
        <Message title={promo.locationTitle} text={promo.locationText} />
      )}
      <Button look={known ? 'quiet' : 'primary'} wide onClick={() => setChoosing(true)}>
        {promo.tooFarAction}
      </Button>
      {choosing && <PlaceSheet onClose={done} />}
    </ActionBar>
  );
};

const NotEligible = ({ offer }: { offer: LivePromo }): ReactNode => {
  const { promo } = useTexts();
  const segments = useSegments(offer);
  return (
    <ActionBar>
      <Message title={promo.notEligibleTitle} {...(segments && { text: promo.notEligibleText(segments) })} />
      <ToNear />
    </ActionBar>
  );
};

const ToNear = (): ReactNode => {
  const { promo } = useTexts();
  return (
    <ButtonLink to="/" wide>
      {promo.toNear}
    </ButtonLink>
  );
};

const Over = (): ReactNode => {
  const { promo } = useTexts();
  return (
    <ActionBar>
      <Message title={promo.closedTitle} text={promo.closedText} />
      <ToNear />
    </ActionBar>
  );
};

const SoldOut = ({ promo, expired }: { promo: number; expired: boolean }): ReactNode => {
  const { promo: texts } = useTexts();
  return (
    <ActionBar>
      <Message title={expired ? texts.expiredTitle : texts.soldOutTitle} text={texts.soldOutText} />
      <WatchAction promo={promo} />
    </ActionBar>
  );
};

/** `reservation` is not known when only the server's refusal tells that there is one. */
const Bought = ({ reservation, max }: { reservation: number | undefined; max: number | undefined }): ReactNode => {
  const { promo } = useTexts();
  return (
    <ActionBar>
      <Message
        title={reservation ? promo.boughtTitle : promo.limitTitle}
        {...(max !== undefined && { text: promo.limitText(max) })}
      />
      <ButtonLink to={reservation ? `/reservations/${reservation}/` : '/reservations/'} look="primary" wide>
        {promo.toReservation}
      </ButtonLink>
    </ActionBar>
  );
};

const Upcoming = (): ReactNode => {
  const { promo } = useTexts();
  return (
    <ActionBar>
      <ActionBar.Hint>{promo.upcomingText}</ActionBar.Hint>
    </ActionBar>
  );
};

/** What can be done with a promo at this moment, within the thumb's reach. */
export const PromoActions = ({ promo, offer }: { promo: number; offer: LivePromo | null }): ReactNode => {
  const user = useUser();
  const now = useNow();
  const left = useLeft(offer);
  const mine = useReservationsOf(promo).data?.results ?? [];
  const reserve = useReserve(promo);
  const state = promoState({ offer, left, now, mine, userType: user?.user_type, refused: codeOf(reserve.error) });

  if (state.name === 'held') return <HoldPanel reservation={state.reservation} offer={offer} />;
  if (state.name === 'bought') return <Bought reservation={state.reservation.id} max={offer?.max_per_user} />;
  if (!offer || state.name === 'closed') return <Over />;
  if (state.name === 'upcoming') return <Upcoming />;
  if (state.name === 'not_eligible') return <NotEligible offer={offer} />;
  if (state.name === 'limit_reached') return <Bought reservation={undefined} max={offer.max_per_user} />;
  if (state.name === 'too_far' || state.name === 'location_unknown') {
    return <WhereAction offer={offer} reserve={reserve} known={state.name === 'too_far'} />;
  }
  if (!user) return <SignInAction />;
  if (state.name === 'sold_out') return <SoldOut promo={promo} expired={state.expired} />;
  return <OpenAction offer={offer} reserve={reserve} expired={state.expired} />;
};
