"""Under which names files are kept: the folder, bucket or host of each place given to ingest is a source.

A name stands for one place, so that files of two places are never taken for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from flows.errors import NothingToRead, PlaceFailed, WrongAddress, WrongSource
from flows.places.addresses import LIST, checked, folder_of, is_remote, place_root, without_signature, without_user
from flows.places.lists import listed_places
from flows.places.remote import RemoteObject, remote_at
from transforms.records import content_id

ASKED_AT_ONCE = 16  # places of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place given to ingest, under its name."""

    name: str
    root: str  # a folder, or a bucket or host with the folder in it; paths are relative to it
    given: str  # the root, or a folder, file or object below it
    single: RemoteObject | None = None  # the object, if one is given and no folder
    problem: str | None = None  # why what a list names is not there, with the reason in front

    @property
    def remote_folder(self) -> str | None:
        """The remote folder that is listed, if one is given."""
        return self.given if is_remote(self.given) and not (self.single or self.problem) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """One place given, looked at."""

    place: str  # a resolved path or an address, a folder without a slash at its end
    folder: str  # itself, or what it lies in
    root: str  # what its paths are relative to, if no source is known that it lies in
    single: RemoteObject | None = None
    problem: str | None = None


def named_sources(places: Sequence[str | Path], name: str | None, roots: Mapping[str, str]) -> list[Source]:
    """The sources of the places given, each under the name asked for or its folder's own.

    roots: of the sources known, by name. A folder whose own name already stands for another one, which is still there,
    gets a suffix made from its place. What lies inside a folder that is known belongs to that folder's source. What a
    list names belongs to its bucket or host.
    Raises NothingToRead for a missing path, WrongAddress, PlaceFailed, WrongSource if the name asked for stands for
    another folder.
    """
    taken = {source: root for source, root in roots.items() if is_remote(root) or Path(root).exists()}
    sources = []
    for given in _looked_at(places):
        if name:
            root = given.root
            source_name = _asked_name(name, root, taken)
        else:
            root = _known_root(given.folder, set(taken.values())) or given.root
            source_name = _own_name(root, taken)
        sources.append(
            Source(name=source_name, root=root, given=given.place, single=given.single, problem=given.problem)
        )
        taken.setdefault(source_name, root)
    return sources


def _looked_at(places: Sequence[str | Path]) -> Iterable[_Given]:
    """The places given, and those that lists among them name, in their order."""
    wanted: list[tuple[Callable[[str], _Given], str]] = []
    for place in map(str, places):
        _refuse_signed(place)
        if place.startswith(LIST):
            wanted += [(_look_at_line, line) for line in listed_places(place.removeprefix(LIST))]
        else:
            wanted.append((_look_at, place))
    if not any(is_remote(place) for _, place in wanted):
        return [look(place) for look, place in wanted]
    with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
        return list(threads.map(lambda look_and_place: look_and_place[0](look_and_place[1]), wanted))


def _look_at(place: str) -> _Given:
    if not is_remote(place):
        path = Path(place).resolve()
        if not path.exists():
            raise NothingToRead(f"{place}: no such file or folder")
        folder = str(path if path.is_dir() else path.parent)
        return _Given(place=str(path), folder=folder, root=folder)
    address = checked(place)
    single = remote_at(address).at(address)
    if single is not None:
        folder = folder_of(address)
        return _Given(place=address, folder=folder, root=folder, single=single)
    folder = (address.partition("?")[0] if address.startswith("http") else address).removesuffix("/")
    return _Given(place=folder, folder=folder, root=folder)


def _look_at_line(place: str) -> _Given:
    """What a list names; what is not there is noted, and the others are read."""
    try:
        given = _look_at(place)
        if is_remote(place) and given.single is None and not place.endswith("/"):
            raise NothingToRead(
                f"{without_signature(place)}: no object has this address; a folder in a list ends with /"
            )
    except (NothingToRead, PlaceFailed, WrongAddress) as error:
        whole = without_user(place) if is_remote(place) else str(Path(place).resolve())
        folder = folder_of(whole) if is_remote(place) else str(Path(whole).parent)
        given = _Given(place=whole, folder=folder, root=folder, problem=f"unreadable: {error}")
    return replace(given, root=place_root(given.place)) if is_remote(place) else given


def _refuse_signed(place: str) -> None:
    address = place.removeprefix(LIST)
    if without_signature(address) != address:
        raise WrongAddress(
            f"{without_signature(address)}: a signed address lets in whoever has it, and what is given here is written"
            " down; put it into a file, one a line, and give that with --list: of a list only the place is kept"
        )


def _known_root(folder: str, roots: set[str]) -> str | None:
    return next((above for above in _upwards(folder) if above in roots), None)


def _upwards(folder: str) -> Iterable[str]:
    """A folder and those it lies in, nearest first."""
    if not is_remote(folder):
        return map(str, (Path(folder), *Path(folder).parents))
    end = len(place_root(folder))
    cuts = [at for at in range(len(folder) - 1, end - 1, -1) if folder[at] == "/"]
    return [folder, *(folder[:at] for at in cuts)]


def _own_name(root: str, taken: Mapping[str, str]) -> str:
    known = next((name for name, place in taken.items() if place == root), None)
    if known is not None:
        return known
    name = root.rstrip("/").rpartition("/")[2] or "root"
    return name if name not in taken else f"{name}-{content_id(root)[:6]}"


def _asked_name(name: str, folder: str, taken: Mapping[str, str]) -> str:
    stands_for = taken.get(name, folder)
    if stands_for != folder and _is_there(stands_for):
        raise WrongSource(
            f"--source {name!r} stands for {stands_for}, and {folder} is another folder; give it a name of its own, or"
            " ingest the folder above both"
        )
    return name


def _is_there(root: str) -> bool:
    """Whether there is still something at a root; a bucket that is moved keeps its name."""
    if not root.startswith(("s3:", "gs:")):
        return True  # a host need not show what it has
    try:
        return next(iter(remote_at(root).below(root)), None) is not None
    except PlaceFailed as failure:
        return failure.status != 404
