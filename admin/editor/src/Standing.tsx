// How the draft stands with the server, and what to do when two people changed the same.

import { useEditor, useUse } from "./context";
import { withValue, valueAt } from "./document";
import { useSay } from "./words";

export function Standing() {
  const say = useSay();
  const use = useUse();
  const standing = useEditor((editor) => editor.standing);
  const clashes = useEditor((editor) => editor.clashes);
  if (standing !== "clash") {
    return <span className={`standing is-${standing}`} role="status">{say(`standing_${standing}`)}</span>;
  }
  const keep = () => use.setState({ standing: "unsaved", clashes: [] });
  const take = () => {
    const { stored, edit } = use.getState();
    edit((document) =>
      clashes.reduce((made, place) => {
        const path = place.startsWith("nodes.") ? ["nodes", place.slice("nodes.".length)] : [place];
        return withValue(made, path, valueAt(stored, path));
      }, document),
    );
    use.setState({ clashes: [] });
  };
  return (
    <span className="standing is-clash" role="alert">
      {say("both_changed", { places: clashes.map((place) => place.replace(/^nodes\./, "")).join(", ") })}
      <button type="button" className="tool" onClick={keep}>{say("keep_mine")}</button>
      <button type="button" className="tool" onClick={take}>{say("take_theirs")}</button>
    </span>
  );
}
