import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { failed, type RequestFailed } from '../state/request';
import { Problem } from './problem';

/** A button for an action that takes a moment and may fail; a failure stays beside it until the next try. */
export function ActionButton(props: {
  act: () => Promise<unknown>;
  kind?: 'primary' | 'danger' | 'quiet' | undefined;
  disabled?: boolean;
  title?: string;
  children: ComponentChildren;
}) {
  const [acting, setActing] = useState(false);
  const [problem, setProblem] = useState<RequestFailed>();

  async function act() {
    if (acting) return;
    setActing(true);
    setProblem(undefined);
    await props.act().catch((error: unknown) => setProblem(failed(error)));
    setActing(false);
  }

  return (
    <>
      <button
        type="button"
        class={props.kind}
        disabled={props.disabled}
        // Not `disabled`: that would move the focus away from the button.
        aria-disabled={acting}
        title={props.title}
        onClick={act}
      >
        {props.children}
      </button>
      <Problem of={problem} />
    </>
  );
}
