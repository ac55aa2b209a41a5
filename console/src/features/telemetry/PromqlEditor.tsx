// SPDX-License-Identifier: Apache-2.0
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { theme } from 'antd';
import { useEffect, useRef } from 'react';
import { PROMETHEUS } from '@/shared/api/prometheus';
import { useLook } from '@/shared/components/CodeEditor';
import { text } from '@/shared/text';

const words = text.metrics;

/** Names, labels and their values are those that there are; functions come with what they do. */
function language(): PromQLExtension {
  return new PromQLExtension().activateLinter(false).setComplete({
    remote: { apiPrefix: PROMETHEUS, httpMethod: 'GET', fetchFn: (input, init) => fetch(input, init) },
  });
}

export interface Mark {
  from: number;
  to: number;
  message: string;
}

/** A query in PromQL. Enter runs it; Escape, then Tab leaves it by the keyboard. */
export function PromqlEditor({
  value,
  onChange,
  onRun,
  mark,
}: {
  value: string;
  onChange: (value: string) => void;
  onRun: () => void;
  /** What is wrong with it. */
  mark: Mark | null;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, onRun });
  latest.current = { onChange, onRun };
  const look = useLook();
  const first = useRef({ look, value });
  const compartment = useRef(new Compartment());
  const { token } = theme.useToken();

  useEffect(() => {
    const promql = language();
    const run = () => {
      latest.current.onRun();
      return true;
    };
    const made = new EditorView({
      parent: host.current ?? undefined,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          history(),
          closeBrackets(),
          bracketMatching(),
          autocompletion(),
          promql.asExtension(),
          Prec.highest(
            keymap.of([
              { key: 'Enter', run: (editor) => completionStatus(editor.state) !== 'active' && run() },
              { key: 'Mod-Enter', run },
              { key: 'Shift-Enter', run: insertNewline },
            ]),
          ),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          placeholder(words.queryHint),
          EditorView.contentAttributes.of({ 'aria-label': words.query, role: 'textbox', 'aria-multiline': 'true' }),
          EditorView.theme({ '.cm-content': { padding: '8px 4px', minHeight: '38px' } }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              latest.current.onChange(update.state.doc.toString());
            }
          }),
          compartment.current.of(first.current.look),
        ],
      }),
    });
    view.current = made;
    return () => {
      promql.destroy();
      made.destroy();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is made of the theme
  useEffect(() => {
    view.current?.dispatch({ effects: compartment.current.reconfigure(look) });
  }, [token]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor) {
      const end = editor.state.doc.length;
      const marks = mark ? [{ ...mark, to: Math.min(mark.to, end), severity: 'error' as const }] : [];
      editor.dispatch(setDiagnostics(editor.state, mark && mark.from < end ? marks : []));
    }
  }, [mark]);

  return <div ref={host} className="m-editor" />;
}
