import FoundationEssentials
import InterlockCrypto
import Testing

@testable import InterlockLedger

/// `../shared/vectors/merkle/rfc6962-merkle` beside the repository.
private let merkleVectors =
    "/\(#filePath.split(separator: "/").dropLast(4).joined(separator: "/"))/../shared/vectors/merkle/rfc6962-merkle"

/// The proofs of transparency-dev/merkle in ../shared/vectors, good ones and bad ones.
@Suite(.enabled(if: FileSystem.isFolder(merkleVectors))) struct MerkleVectorTests {
    struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: Data?
        let leafHash: Data?
        let proof: [Data]?
        let desc: String
        let wantErr: Bool
    }

    struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: Data?
        let root2: Data?
        let proof: [Data]?
        let desc: String
        let wantErr: Bool
    }

    @Test func `inclusion proofs`() throws {
        var count = 0
        for path in try Self.files("inclusion") {
            let item = try JSONDecoder().decode(Inclusion.self, from: Data(FileSystem.read(path)))
            count += 1
            // Digests of another length cannot be expressed here, which is a refusal.
            guard let root = Self.digest(item.root), let leaf = Self.digest(item.leafHash),
                let proof = Self.digests(item.proof)
            else {
                #expect(item.wantErr, "\(path): \(item.desc)")
                continue
            }
            let isProved = MerkleTree.verifyInclusion(
                of: leaf,
                at: item.leafIdx,
                size: item.treeSize,
                proof: proof,
                root: root
            )
            #expect(isProved == !item.wantErr, "\(path): \(item.desc)")
        }
        #expect(count > 90)
    }

    @Test func `consistency proofs`() throws {
        var count = 0
        for path in try Self.files("consistency") {
            let item = try JSONDecoder().decode(Consistency.self, from: Data(FileSystem.read(path)))
            count += 1
            guard let first = Self.digest(item.root1), let second = Self.digest(item.root2),
                let proof = Self.digests(item.proof)
            else {
                // One case compares two equal texts that are no digests; a Digest cannot hold them.
                #expect(item.wantErr || item.desc == "sizes are equal (one) and proof is empty", "\(path)")
                continue
            }
            let isProved = MerkleTree.verifyConsistency(
                first: item.size1,
                second: item.size2,
                proof: proof,
                firstRoot: first,
                secondRoot: second
            )
            #expect(isProved == !item.wantErr, "\(path): \(item.desc)")
        }
        #expect(count > 90)
    }

    private static func files(_ kind: String) throws -> [String] {
        var files: [String] = []
        func walk(_ folder: String) throws {
            for name in try FileSystem.names(in: folder) {
                let path = "\(folder)/\(name)"
                if FileSystem.isFolder(path) { try walk(path) } else { files.append(path) }
            }
        }
        try walk("\(merkleVectors)/\(kind)")
        return files
    }

    private static func digest(_ data: Data?) -> Digest? {
        data.flatMap { try? Digest(rawRepresentation: $0) }
    }

    private static func digests(_ list: [Data]?) -> [Digest]? {
        let digests = (list ?? []).compactMap { Self.digest($0) }
        return digests.count == (list ?? []).count ? digests : nil
    }
}
