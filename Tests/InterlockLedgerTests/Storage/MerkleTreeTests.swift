import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct MerkleTreeTests {
    /// The entries of the reference tree that Certificate Transparency logs are tested with, and its roots of 1…8.
    static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    .compactMap { [UInt8](hex: $0) }
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func leaves(_ count: Int) -> [Digest] {
        (0..<count).map {
            MerkleTree.leafHash([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)])
        }
    }

    @Test func `the roots are those of the reference tree`() {
        let leaves = Self.entries.map(MerkleTree.leafHash)
        #expect(leaves.count == 8)
        for (index, root) in Self.roots.enumerated() {
            #expect(MerkleTree.root(leaves[...index]).description == root)
        }
    }

    @Test func `the empty tree has the hash of nothing`() {
        #expect(
            MerkleTree.root([Digest]()).description
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test func `every leaf of every small tree is proved, and at no other place`() {
        for size in 1...20 {
            let leaves = Self.leaves(size)
            let root = MerkleTree.root(leaves)
            for index in 0..<size {
                let proof = MerkleTree.inclusionProof(of: index, in: leaves)
                for other in 0...(size + 1) {
                    let isProved = MerkleTree.verifyInclusion(
                        of: leaves[index],
                        at: UInt64(other),
                        size: UInt64(size),
                        proof: proof,
                        root: root
                    )
                    #expect(isProved == (other == index), "leaf \(index) of \(size) at \(other)")
                }
            }
        }
    }

    @Test func `every small tree is shown to begin with every smaller one`() {
        let leaves = Self.leaves(33)
        for second in 1...33 {
            for first in 1...second {
                let proof = MerkleTree.consistencyProof(from: first, in: leaves[..<second])
                let roots = (MerkleTree.root(leaves[..<first]), MerkleTree.root(leaves[..<second]))
                func holds(_ proof: [Digest], _ old: Digest, _ new: Digest) -> Bool {
                    MerkleTree.verifyConsistency(
                        first: UInt64(first),
                        second: UInt64(second),
                        proof: proof,
                        firstRoot: old,
                        secondRoot: new
                    )
                }
                #expect(holds(proof, roots.0, roots.1), "\(first) of \(second)")
                #expect(!holds(proof + [.zero], roots.0, roots.1))
                #expect(!holds(proof, .zero, roots.1))
                #expect(!holds(proof, roots.0, .zero))
                if !proof.isEmpty { #expect(!holds(proof.dropLast(), roots.0, roots.1)) }
            }
        }
    }

    @Test func `a proof with one bit changed proves nothing`() throws {
        let leaves = Self.leaves(13)
        let root = MerkleTree.root(leaves)
        let proof = MerkleTree.inclusionProof(of: 6, in: leaves)
        for place in proof.indices {
            for bit in 0..<256 {
                var bytes = proof[place].rawRepresentation
                bytes[bit / 8] ^= 1 << (bit % 8)
                var changed = proof
                changed[place] = try Digest(rawRepresentation: bytes)
                #expect(
                    !MerkleTree.verifyInclusion(of: leaves[6], at: 6, size: 13, proof: changed, root: root)
                )
            }
        }
    }
}
