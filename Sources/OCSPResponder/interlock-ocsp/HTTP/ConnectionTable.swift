import NIOCore
import Synchronization

/// The open connections: so many at once, none silent for long, and an end to all of them.
final class ConnectionTable: Sendable {
    private struct Connection {
        let channel: any Channel
        /// The moment at which it was opened, or last asked something whole.
        var since: NIODeadline
        /// Tells whether part of a request has come in.
        var isReading = false
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var isStopping = false
    }

    private let limit: Int
    private let timeout: TimeAmount
    private let state = Mutex(State())

    init(limit: Int, timeout: TimeAmount) {
        self.limit = limit
        self.timeout = timeout
    }

    /// Tells whether the server is ending.
    var isStopping: Bool { self.state.withLock(\.isStopping) }

    /// Takes a new connection in; at the limit the one that has waited longest has to go for it.
    func enter(_ channel: any Channel) {
        let victim = self.state.withLock { state -> (any Channel)? in
            let isFull = state.connections.count >= self.limit
            let oldest = isFull ? state.connections.min { $0.value.since < $1.value.since } : nil
            if let oldest { state.connections[oldest.key] = nil }
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, since: .now())
            return oldest?.value.channel
        }
        victim?.close(promise: nil)
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.connections[ObjectIdentifier(channel)] = nil }
        }
        self.watch(channel, after: self.timeout)
    }

    /// Notes that a request has begun, or is whole.
    func note(_ channel: any Channel, isReading: Bool) {
        self.state.withLock { state in
            let id = ObjectIdentifier(channel)
            state.connections[id]?.isReading = isReading
            if !isReading { state.connections[id]?.since = .now() }
        }
    }

    /// Closes a connection whose time is over; bytes that trickle in do not lengthen it.
    private func watch(_ channel: any Channel, after delay: TimeAmount) {
        channel.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            guard channel.isActive else { return }
            let since = self.state.withLock { $0.connections[ObjectIdentifier(channel)]?.since }
            let left = since.map { $0 + self.timeout - .now() } ?? .zero
            if left > .zero { self.watch(channel, after: left) } else { channel.close(promise: nil) }
        }
    }

    /// Closes what is silent, and everything after `grace`.
    func stop(grace: Duration) async {
        let silent = self.state.withLock { state in
            state.isStopping = true
            return state.connections.values.filter { !$0.isReading }.map(\.channel)
        }
        for channel in silent { channel.close(promise: nil) }
        let end = ContinuousClock.now + grace
        while ContinuousClock.now < end, self.state.withLock({ !$0.connections.isEmpty }) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for channel in self.state.withLock({ $0.connections.values.map(\.channel) }) {
            channel.close(promise: nil)
        }
    }
}
