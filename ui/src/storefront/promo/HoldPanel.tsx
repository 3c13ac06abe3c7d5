import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

import { reservations } from '../../api/endpoints.ts';
import { failureOf } from '../../api/errors.ts';
import type { LivePromo, Reservation } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { classes } from '../../kit/classes.ts';
import { countdown, money, timeIn } from '../../kit/format.ts';
import { retryBusy, retryDelay } from '../../kit/queryClient.ts';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { queryClient, RESERVATIONS } from '../data/queries.ts';
import { useTexts } from '../texts/index.ts';
import { ActionBar, Message } from './ActionBar.tsx';
import styles from './HoldPanel.module.css';

const CIRCUMFERENCE = 2 * Math.PI * 44;
const HURRY_MS = 10_000;
/** At these many seconds screen readers say how many are left; each second would be too many words. */
const SPOKEN_S = new Set([30, 10, 5]);

const Ring = ({ left, whole }: { left: number; whole: number }): ReactNode => (
  <svg viewBox="0 0 100 100" className={classes(styles.ring, left <= HURRY_MS && styles.hurry)} aria-hidden="true">
    <circle className={styles.track} cx="50" cy="50" r="44" />
    <circle
      className={styles.arc}
      cx="50"
      cy="50"
      r="44"
      strokeDasharray={CIRCUMFERENCE}
      strokeDashoffset={CIRCUMFERENCE * (1 - Math.min(1, left / whole))}
    />
    <text className={styles.number} x="50" y="51">
      {countdown(left)}
    </text>
  </svg>
);

const Trouble = ({ error }: { error: unknown }): ReactNode => {
  const status = useKitTexts();
  if (error === null) return null;
  const failure = failureOf(error);
  if (failure.kind === 'offline') return <Message title={status.offlineTitle} text={status.offlineText} />;
  if (failure.kind === 'refused') return <Message title={failure.message} />;
  return <Message title={status.brokenTitle} text={status.broken} />;
};

interface HoldPanelProps {
  reservation: Reservation;
  offer: LivePromo | null;
}

/** A unit is held: how long still, by the server's clock, and what to do with it. */
export const HoldPanel = ({ reservation, offer }: HoldPanelProps): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const now = useNow(250);
  const left = Date.parse(reservation.reserved_until) - now;
  const whole = Date.parse(reservation.reserved_until) - Date.parse(reservation.created_at);
  const seconds = Math.ceil(left / 1000);
  const settle = (): Promise<void> => queryClient.invalidateQueries({ queryKey: RESERVATIONS });
  const complete = useMutation({
    mutationFn: () => reservations.complete(reservation.id),
    retry: retryBusy,
    retryDelay,
    onSuccess: () => navigate(`/reservations/${reservation.id}/`),
    onSettled: settle,
  });
  const cancel = useMutation({ mutationFn: () => reservations.cancel(reservation.id), onSettled: settle });
  return (
    <ActionBar>
      <div className={styles.panel} aria-live="off">
        <Ring left={left} whole={whole} />
        <h2 className={styles.title}>{promo.holdTitle}</h2>
        <p className={styles.until}>
          {offer && promo.completeHint(money(reservation.price, offer.currency, language), offer.store_name)}
          {!offer && promo.holdUntil(timeIn(undefined, reservation.reserved_until, now, language))}
        </p>
      </div>
      <p className="sr-only">{SPOKEN_S.has(seconds) && promo.holdLeft(seconds)}</p>
      <Trouble error={complete.error ?? cancel.error} />
      <div className={styles.actions}>
        <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {promo.giveBack}
        </Button>
        <Button look="primary" wide busy={complete.isPending} onClick={() => complete.mutate()}>
          {promo.complete}
        </Button>
      </div>
    </ActionBar>
  );
};
