import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';

import { reservations as endpoints } from '../../api/endpoints.ts';
import { failureOf } from '../../api/errors.ts';
import type { ReservationDetails } from '../../api/types.ts';
import { Button, ButtonLink } from '../../kit/Button.tsx';
import { money, timeIn } from '../../kit/format.ts';
import { Sheet } from '../../kit/Sheet.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { queryClient, RESERVATIONS, useReservation, useStore } from '../data/queries.ts';
import { SignedIn } from '../session/SignedIn.tsx';
import { Page } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { Chip } from './Chip.tsx';
import { faceOf } from './face.ts';
import { QrCode } from './QrCode.tsx';
import styles from './Reservations.module.css';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

const Pickup = ({ of, code }: { of: ReservationDetails; code: string }): ReactNode => {
  const { promo, reservations } = useTexts();
  return (
    <div className={styles.pickup}>
      <p>{promo.boughtText(of.store_name)}</p>
      <div className={styles.qr}>
        <QrCode text={code} />
      </div>
      <p className={styles.codelabel}>{reservations.code}</p>
      <p className={styles.code}>
        <span aria-hidden="true">{code}</span>
        <span className="sr-only">{reservations.codeSpoken(code)}</span>
      </p>
    </div>
  );
};

const GiveBack = ({ of }: { of: ReservationDetails }): ReactNode => {
  const { reservations } = useTexts();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => endpoints.cancel(of.id),
    onSuccess: () => setAsking(false),
    onSettled: () => queryClient.invalidateQueries({ queryKey: RESERVATIONS }),
  });
  const failure = failureOf(cancel.error);
  return (
    <>
      <Button look="plain" wide onClick={() => setAsking(true)}>
        {reservations.cancel}
      </Button>
      {asking && (
        <Sheet title={reservations.cancelTitle} onClose={() => setAsking(false)}>
          <p className={styles.soft}>{failure.kind === 'refused' ? failure.message : reservations.cancelText}</p>
          <div className={styles.actions}>
            <Button look="danger" wide busy={cancel.isPending} onClick={() => cancel.mutate()}>
              {reservations.cancelYes}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
};

const StoreMap = ({ id }: { id: number }): ReactNode => {
  const store = useStore(id).data;
  if (!store) return null;
  return (
    <>
      <p className={styles.facts}>
        <strong>{store.name}</strong>
        <span className={styles.soft}>{store.address}</span>
      </p>
      <div className={styles.map}>
        <Suspense>
          <PlaceMap label={store.name} center={store} place={store} />
        </Suspense>
      </div>
    </>
  );
};

const Details = ({ of }: { of: ReservationDetails }): ReactNode => {
  const { reservations } = useTexts();
  const language = useLanguage();
  const now = useNow();
  const face = faceOf(of, now);
  return (
    <>
      <div className={styles.top}>
        <p className={styles.facts}>
          <strong>{of.product_name}</strong>
          <span className={styles.soft}>
            {money(of.price, of.currency, language)} · {timeIn(undefined, of.created_at, now, language)}
          </span>
        </p>
        <Chip of={of} />
      </div>
      {face === 'completed' && of.pickup_code && <Pickup of={of} code={of.pickup_code} />}
      <div className={styles.actions}>
        {face === 'reserved' && (
          <ButtonLink to={`/promos/${of.promo}/`} look="primary" wide>
            {reservations.open}
          </ButtonLink>
        )}
        <StoreMap id={of.store} />
        {face === 'completed' && <GiveBack of={of} />}
      </div>
    </>
  );
};

const Mine = ({ id }: { id: number }): ReactNode => (
  <Loaded query={useReservation(id)}>{(reservation) => <Details of={reservation} />}</Loaded>
);

const ReservationPage = ({ id }: { id: number }): ReactNode => {
  const { reservations } = useTexts();
  return (
    <Page title={reservations.code}>
      <SignedIn>{() => <Mine id={id} />}</SignedIn>
    </Page>
  );
};

export default ReservationPage;
