import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

/** A modal dialog: the browser keeps the focus inside and gives it back, and Escape closes. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const isGone = useRef(false);
  // At once: the next key is meant for it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      isGone.current = true;
      // One that is removed while it is open gives no focus back.
      shown?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={title}
      class={props.wide ? 'wide' : ''}
      // The event comes after the closing: another dialog may be open by then.
      onClose={() => isGone.current || props.onClose()}
    >
      <header>
        <h2 id={title}>{props.title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
