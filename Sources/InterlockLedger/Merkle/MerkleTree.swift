public import InterlockCrypto

/// The Merkle tree of RFC 9162 section 2.1 with SHA-256: leaves and nodes are hashed apart, so neither passes for
/// the other.
public enum MerkleTree {
    /// SHA-256(0x00 ‖ entry).
    public static func leafHash(_ entry: [UInt8]) -> Digest { Digest(hashing: [0] + entry) }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        Digest(hashing: [1] + left.rawRepresentation + right.rawRepresentation)
    }

    /// The root over leaf hashes (RFC 9162 section 2.1.1); of none, the hash of the empty string.
    public static func root(_ leaves: some RandomAccessCollection<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? Digest(hashing: []) }
        let (left, right) = Self.split(leaves)
        return Self.nodeHash(Self.root(left), Self.root(right))
    }

    /// The path from leaf `index` to the root (RFC 9162 section 2.1.3.1), lowest sibling first.
    public static func inclusionProof(of index: Int, in leaves: some RandomAccessCollection<Digest>)
        -> [Digest]
    {
        precondition(index >= 0 && index < leaves.count, "a leaf of the tree")
        guard leaves.count > 1 else { return [] }
        let (left, right) = Self.split(leaves)
        return index < left.count
            ? Self.inclusionProof(of: index, in: left) + [Self.root(right)]
            : Self.inclusionProof(of: index - left.count, in: right) + [Self.root(left)]
    }

    /// Whether `proof` leads from a leaf to the root of a tree of `size` leaves (RFC 9162 section 2.1.3.2).
    public static func verifyInclusion(
        of leaf: Digest,
        at index: UInt64,
        size: UInt64,
        proof: [Digest],
        root: Digest
    ) -> Bool {
        guard index < size else { return false }
        var (node, last) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = Self.nodeHash(sibling, hash)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = Self.nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// The nodes that show a tree's first `first` leaves to be one of its own (RFC 9162 section 2.1.4.1).
    public static func consistencyProof(
        from first: Int,
        in leaves: some RandomAccessCollection<Digest>
    ) -> [Digest] {
        precondition(first > 0 && first <= leaves.count, "an earlier tree has leaves, and no others")
        return Self.subproof(first, leaves, isWhole: true)
    }

    /// SUBPROOF(m, D_n, b): `isWhole` while the earlier tree's root is what the verifier holds already.
    private static func subproof(
        _ first: Int,
        _ leaves: some RandomAccessCollection<Digest>,
        isWhole: Bool
    ) -> [Digest] {
        guard first < leaves.count else { return isWhole ? [] : [Self.root(leaves)] }
        let (left, right) = Self.split(leaves)
        return first <= left.count
            ? Self.subproof(first, left, isWhole: isWhole) + [Self.root(right)]
            : Self.subproof(first - left.count, right, isWhole: false) + [Self.root(left)]
    }

    /// Whether `proof` shows that a tree of `first` leaves is the beginning of one of `second` (RFC 9162 2.1.4.2).
    public static func verifyConsistency(
        first: UInt64,
        second: UInt64,
        proof: [Digest],
        firstRoot: Digest,
        secondRoot: Digest
    ) -> Bool {
        guard first > 0, first <= second else { return false }
        if first == second { return proof.isEmpty && firstRoot == secondRoot }
        var path = proof[...]
        // A first tree that is whole is its own first node.
        if first & (first - 1) == 0 { path = [firstRoot] + path }
        guard var old = path.popFirst() else { return false }
        var new = old
        var (node, last) = (first - 1, second - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                old = Self.nodeHash(sibling, old)
                new = Self.nodeHash(sibling, new)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = Self.nodeHash(new, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && old == firstRoot && new == secondRoot
    }

    /// Splits at the largest power of two below the count.
    private static func split<Leaves: RandomAccessCollection<Digest>>(
        _ leaves: Leaves
    ) -> (Leaves.SubSequence, Leaves.SubSequence) {
        let power = 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
        return (leaves.prefix(power), leaves.dropFirst(power))
    }
}
