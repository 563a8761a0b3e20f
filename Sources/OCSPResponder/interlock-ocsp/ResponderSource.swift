import ArgumentParser
import Foundation
import Interlock
import Synchronization

/// The responder, made anew whenever the revocation list's file changes.
final class ResponderSource: Sendable {
    private let issuer: Certificate
    private let certificate: Certificate
    private let key: SigningKey
    private let path: String
    private let lifetime: Int64
    private let state: Mutex<State>

    private struct State {
        var responder: OCSPResponder
        /// What the file said of itself when it was read.
        var stamp: Stamp
    }

    private struct Stamp: Equatable {
        var changed: Date?
        var size: Int?
        var inode: Int?
    }

    init(_ options: ResponderCommand) throws {
        self.issuer = try Self.certificate(options.issuer)
        self.certificate = try Self.certificate(options.certificate)
        let passphrase = try SecretBytes(copying: Self.passphrase(options.passphraseFile))
        self.key = try SigningKey(
            encryptedPEMRepresentation: String(decoding: Self.read(options.key), as: UTF8.self),
            passphrase: passphrase
        )
        self.path = options.crl
        self.lifetime = options.lifetime
        let stamp = Self.stamp(options.crl)
        let responder = try Self.responder(
            self.issuer,
            self.certificate,
            self.key,
            list: options.crl,
            lifetime: options.lifetime
        )
        self.state = Mutex(State(responder: responder, stamp: stamp))
    }

    /// The responder for the list as the file has it now; the one before where the file has become unreadable.
    var current: OCSPResponder {
        let stamp = Self.stamp(self.path)
        return self.state.withLock { state in
            guard stamp != state.stamp else { return state.responder }
            do {
                state.responder = try Self.responder(
                    self.issuer,
                    self.certificate,
                    self.key,
                    list: self.path,
                    lifetime: self.lifetime
                )
            } catch {
                FileHandle.standardError.write(
                    Data("interlock-ocsp: \(self.path): \(error); the list before goes on\n".utf8)
                )
            }
            state.stamp = stamp
            return state.responder
        }
    }

    private static func responder(
        _ issuer: Certificate,
        _ certificate: Certificate,
        _ key: SigningKey,
        list path: String,
        lifetime: Int64
    ) throws -> OCSPResponder {
        let bytes = try Self.read(path)
        let isDER = bytes.first == 0x30
        let list =
            isDER
            ? try RevocationList(derRepresentation: bytes)
            : try RevocationList(pemRepresentation: String(decoding: bytes, as: UTF8.self))
        return try OCSPResponder(
            issuer: issuer,
            signer: certificate,
            key: key,
            revocationList: list,
            lifetime: lifetime
        )
    }

    private static func stamp(_ path: String) -> Stamp {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return Stamp(
            changed: attributes?[.modificationDate] as? Date,
            size: attributes?[.size] as? Int,
            inode: attributes?[.systemFileNumber] as? Int
        )
    }

    private static func certificate(_ path: String) throws -> Certificate {
        let all = try Certificate.readPEM(String(decoding: Self.read(path), as: UTF8.self))
        guard let first = all.first else { throw ValidationError("\(path): no certificate in it") }
        return first
    }

    /// The first line of the file.
    private static func passphrase(_ path: String) throws -> [UInt8] {
        Array(try Self.read(path).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path): cannot be read")
        }
        return Array(data)
    }
}
