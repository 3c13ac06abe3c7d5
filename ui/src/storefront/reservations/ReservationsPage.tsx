import type { ReactNode } from 'react';

import type { ReservationDetails } from '../../api/types.ts';
import { ButtonLink } from '../../kit/Button.tsx';
import { State } from '../../kit/State.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { useNow } from '../../kit/useNow.ts';
import { useReservations } from '../data/queries.ts';
import { SignedIn } from '../session/SignedIn.tsx';
import { Page, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import { faceOf } from './face.ts';
import { ReservationRow } from './ReservationRow.tsx';
import styles from './Reservations.module.css';

const Rows = ({ of }: { of: ReservationDetails[] }): ReactNode => (
  <ul className={styles.rows}>
    {of.map((reservation) => (
      <li key={reservation.id}>
        <ReservationRow reservation={reservation} />
      </li>
    ))}
  </ul>
);

const Lists = ({ all }: { all: ReservationDetails[] }): ReactNode => {
  const { reservations, promo } = useTexts();
  const now = useNow();
  const isCurrent = (one: ReservationDetails): boolean => ['reserved', 'completed'].includes(faceOf(one, now));
  const current = all.filter(isCurrent);
  const past = all.filter((one) => !isCurrent(one));
  if (all.length === 0) {
    return (
      <State icon="ticket" title={reservations.empty} text={reservations.emptyText}>
        <ButtonLink to="/" look="primary">
          {promo.toNear}
        </ButtonLink>
      </State>
    );
  }
  return (
    <>
      {current.length > 0 && (
        <Section heading={reservations.now}>
          <Rows of={current} />
        </Section>
      )}
      {past.length > 0 && (
        <Section heading={reservations.past}>
          <Rows of={past} />
        </Section>
      )}
    </>
  );
};

const Mine = (): ReactNode => <Loaded query={useReservations()}>{({ results }) => <Lists all={results} />}</Loaded>;

const ReservationsPage = (): ReactNode => {
  const { reservations } = useTexts();
  return (
    <Page title={reservations.title}>
      <SignedIn>{() => <Mine />}</SignedIn>
    </Page>
  );
};

export default ReservationsPage;
