import { useState } from 'preact/hooks';
import type { OpenTask, OpenTasks } from '../../../core/answers/tasks';
import { taskAbout, taskTexts } from '../../../core/text/task';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { Problem } from '../parts/problem';
import { Zone } from '../parts/zone';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import { exactTime, timeOf } from '../state/zone';
import { taskColumns } from './csv-columns';
import { ExportCsv } from './export-csv';

/** What operators have to do by the law or for a vendor; nothing where nothing is open. */
export function Tasks({ local }: { local: boolean }) {
  const say = useNews();
  const [asked, setAsked] = useState<OpenTask>();
  const { value, problem, refresh } = usePolled(
    'tasks',
    async (signal) => (await ask<OpenTasks>('/api/tasks', signal)).value,
    local ? 1500 : 10_000,
  );

  async function end({ id }: OpenTask) {
    await tell('POST', '/api/tasks/done', { id });
    say('The task is done, and that you said so is recorded.');
    setAsked(undefined);
    refresh();
  }

  if (problem) return <Problem of={problem} retry={refresh} />;
  if (!value) return null;
  const dialog = asked && (
    <EndDialog
      task={asked}
      isOpen={value.tasks.some(({ id }) => id === asked.id)}
      end={() => end(asked)}
      onClose={() => setAsked(undefined)}
    />
  );
  if (value.tasks.length === 0) return dialog ?? null;
  return (
    <>
      <div class="list-head">
        <h2>Tasks</h2>
        <ExportCsv<OpenTask>
          noun="task"
          file="tasks"
          columns={taskColumns}
          label="Export tasks as CSV"
          title="All that is listed here"
          load={async () => {
            const { tasks, more } = (await ask<OpenTasks>('/api/tasks')).value;
            return { rows: tasks, more };
          }}
        />
      </div>
      <p class="note">
        What the bridge cannot do by itself, due first. Commands export what is held on a customer and erase a
        shop.
      </p>
      <table class="customers">
        <thead>
          <tr>
            <th scope="col">
              Due <Zone />
            </th>
            <th scope="col">Task</th>
            <th scope="col">About</th>
            <th scope="col">To do</th>
            <th scope="col">End</th>
          </tr>
        </thead>
        <tbody>
          {value.tasks.map((task) => (
            <tr key={task.id}>
              <td title={exactTime(task.due)}>
                {timeOf(task.due)}
                {Date.parse(task.due) < Date.now() && ' (overdue)'}
              </td>
              <td class="kind">{task.kind}</td>
              <th scope="row">{taskAbout(task)}</th>
              <td>{taskTexts[task.kind]}</td>
              <td>
                <button type="button" onClick={() => setAsked(task)}>
                  Done…
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {value.more && <p class="note">There are more.</p>}
      {dialog}
    </>
  );
}

/** Before a task is ended. Somebody else may end it meanwhile, and whoever is about to confirm has to learn that. */
function EndDialog(props: {
  task: OpenTask;
  isOpen: boolean;
  end: () => Promise<void>;
  onClose: () => void;
}) {
  const { task, isOpen, end, onClose } = props;
  return (
    <Dialog title={isOpen ? 'Is this task done?' : 'It is ended already'} onClose={onClose}>
      <p>
        {taskAbout(task)}. {taskTexts[task.kind]}
      </p>
      <p>
        {isOpen
          ? 'It leaves the list, and nothing reminds anybody of it again.'
          : 'It is not listed any more: another operator, an export or an erasure has ended it.'}
      </p>
      <footer>
        {isOpen ? (
          <ActionButton kind="primary" act={end}>
            It is done
          </ActionButton>
        ) : (
          <button type="button" onClick={onClose}>
            Close
          </button>
        )}
      </footer>
    </Dialog>
  );
}
