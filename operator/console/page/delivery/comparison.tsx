import { useRef, useState } from 'preact/hooks';
import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import { ActionButton } from '../parts/action-button';
import { Arrows } from './arrows';
import { isWithin } from './json-lines';
import { ReceivedSide } from './received-side';
import { SentSide } from './sent-side';

/** What was received beside what is sent. Hovering or focusing a field on either side marks its other end. */
export function Comparison(props: {
  delivery: ShownDelivery;
  reveal: () => Promise<unknown>;
  hide: (() => void) | undefined;
}) {
  const { delivery } = props;
  const { origins } = delivery;
  const [focus, setFocus] = useState<{ field?: string; pointer?: string }>({});
  const sides = useRef<HTMLDivElement>(null);

  const active = origins.filter(
    ({ to, from }) => to === focus.field || (focus.pointer && isWithin(focus.pointer, from)),
  );
  return (
    <section class="card comparison" aria-labelledby="comparison-title">
      <header>
        <h3 id="comparison-title">From the store to Masivo</h3>
        {props.hide ? (
          <button type="button" onClick={props.hide}>
            Mask again
          </button>
        ) : (
          <span class="reveal">
            <span class="note">Names and e-mails are masked. Revealing them is recorded.</span>
            <ActionButton act={props.reveal}>Reveal</ActionButton>
          </span>
        )}
      </header>
      <div class="sides" ref={sides}>
        <ReceivedSide
          delivery={delivery}
          marked={active.flatMap(({ from }) => from)}
          used={origins.flatMap(({ from }) => from)}
          focus={(pointer) => setFocus(pointer === null ? {} : { pointer })}
        />
        <Arrows sides={sides} origins={origins} active={active} shape={delivery} />
        <SentSide
          delivery={delivery}
          marked={(field) => active.some(({ to }) => to === field)}
          focus={(field) => setFocus(field === null ? {} : { field })}
        />
      </div>
    </section>
  );
}
