"""Several ranked lists to one."""

from collections.abc import Mapping, Sequence

from cbm_qa.model import Hit, Passage, Ranking


def fuse_rankings(
    rankings: Mapping[str, Sequence[int]], passages: Sequence[Passage], *, top_k: int, rrf_k: int
) -> Ranking:
    """Merge ranked lists by reciprocal rank, so that their raw scores need not be comparable.

    Args:
        rankings: For each route its positions among `passages`, best first; may be empty.
        passages: What the positions point into.
        top_k: Most hits to keep.
        rrf_k: Damping; a larger one flattens the difference between ranks.

    Returns:
        At most `top_k` hits; score = sum of 1 / (rrf_k + rank), rank from 1 and named in `ranks` by
        route; equal scores in the order of passage ids.

    References:
        Cormack, Clarke and Büttcher (SIGIR 2009), Reciprocal Rank Fusion.
    """
    ranks: dict[int, list[tuple[str, int]]] = {}
    for route, positions in rankings.items():
        for rank, position in enumerate(positions, 1):
            ranks.setdefault(position, []).append((route, rank))
    hits = (
        Hit(passages[position], sum(1 / (rrf_k + rank) for _, rank in found), tuple(found))
        for position, found in ranks.items()
    )
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:top_k])
