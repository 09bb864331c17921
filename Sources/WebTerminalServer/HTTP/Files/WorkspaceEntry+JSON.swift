internal import StrictJSON
internal import Workspaces

extension WorkspaceEntry {
    /// As the API shows it. `path` leads back to it, whatever the name consists of.
    var json: JSONValue { .object(members) }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "name": .string(path.name), "path": .string(path.description), "type": .string(kind.rawValue),
            "modified_at": .number((modifiedAt * 1000).rounded() / 1000),
            "permissions": .string(String(permissions, radix: 8)),
        ]
        if kind == .file { members["bytes"] = JSONValue(bytes) }
        if kind == .link { members["target"] = target.map(JSONValue.string) ?? .null }
        return members
    }

    /// A strong one: other contents have another.
    var etag: String? { version.map { "\"\($0)\"" } }
}

extension WorkspaceUploadResult {
    var json: JSONValue {
        var members = entry.members
        members["sha256"] = .string(sha256)
        return .object(members)
    }
}

extension WorkspaceUsage {
    var json: JSONValue {
        [
            "used_bytes": JSONValue(bytes), "quota_bytes": JSONValue(quotaBytes), "entries": JSONValue(entries),
            "max_entries": JSONValue(maximumEntries), "max_file_bytes": JSONValue(maximumFileBytes),
            "disk_bytes": JSONValue(tree.diskBytes), "files": JSONValue(tree.files),
            "directories": JSONValue(tree.directories), "complete": .bool(tree.isComplete),
        ]
    }
}
