using Foyer.Data;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Groups;

/// <summary>
/// Who belongs where through groups in groups, as queries to go on with. Each is one recursive statement that walks from one
/// person or group along indexes, so it costs what it finds and not what the directory holds; it ends because a row is taken
/// once. Deleted groups lead nowhere. The current tenant stands in the statement itself: raw text knows no query filter.
/// </summary>
internal static class Memberships
{
    extension(FoyerDb db)
    {
        /// <summary>Ids of the groups that a user is a direct member of.</summary>
        public IQueryable<Guid> GroupsOf(Guid userId) =>
            from member in db.GroupMembers
            where member.UserId == userId
            join grp in db.Groups on member.GroupId equals grp.Id
            where grp.DeletedAt == null
            select grp.Id;

        /// <summary>Ids of the groups that a user is in, directly or through other groups.</summary>
        public IQueryable<Guid> GroupsOfUser(Guid userId) => db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE around("GroupId") AS (
                SELECT m."GroupId" FROM "GroupMembers" m
                JOIN "Groups" g ON g."TenantId" = m."TenantId" AND g."Id" = m."GroupId" AND g."DeletedAt" IS NULL
                WHERE m."TenantId" = {db.CurrentTenantId} AND m."UserId" = {userId}
                UNION
                SELECT n."GroupId" FROM around JOIN "NestedGroups" n ON n."TenantId" = {db.CurrentTenantId} AND n."MemberId" = around."GroupId"
                JOIN "Groups" g ON g."TenantId" = n."TenantId" AND g."Id" = n."GroupId" AND g."DeletedAt" IS NULL)
            SELECT "GroupId" AS "Value" FROM around
            """);

        /// <summary>Ids of the groups that a group is in, directly or through other groups.</summary>
        public IQueryable<Guid> GroupsAround(Guid groupId) => db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE around("GroupId") AS (
                SELECT n."GroupId" FROM "NestedGroups" n
                JOIN "Groups" g ON g."TenantId" = n."TenantId" AND g."Id" = n."GroupId" AND g."DeletedAt" IS NULL
                WHERE n."TenantId" = {db.CurrentTenantId} AND n."MemberId" = {groupId}
                UNION
                SELECT n."GroupId" FROM around JOIN "NestedGroups" n ON n."TenantId" = {db.CurrentTenantId} AND n."MemberId" = around."GroupId"
                JOIN "Groups" g ON g."TenantId" = n."TenantId" AND g."Id" = n."GroupId" AND g."DeletedAt" IS NULL)
            SELECT "GroupId" AS "Value" FROM around
            """);

        /// <summary>Ids of the groups inside a group, at every depth, without itself.</summary>
        public IQueryable<Guid> GroupsInside(Guid groupId) => db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE inside("GroupId") AS (
                SELECT n."MemberId" FROM "NestedGroups" n
                JOIN "Groups" g ON g."TenantId" = n."TenantId" AND g."Id" = n."MemberId" AND g."DeletedAt" IS NULL
                WHERE n."TenantId" = {db.CurrentTenantId} AND n."GroupId" = {groupId}
                UNION
                SELECT n."MemberId" FROM inside JOIN "NestedGroups" n ON n."TenantId" = {db.CurrentTenantId} AND n."GroupId" = inside."GroupId"
                JOIN "Groups" g ON g."TenantId" = n."TenantId" AND g."Id" = n."MemberId" AND g."DeletedAt" IS NULL)
            SELECT "GroupId" AS "Value" FROM inside
            """);

        /// <summary>Ids of the users in a group, directly or through the groups inside it; a user once. Removed users too: ask <c>Live</c>.</summary>
        public IQueryable<Guid> UsersInside(Guid groupId)
        {
            var inside = db.GroupsInside(groupId);
            return db.GroupMembers.Where(m => m.GroupId == groupId || inside.Contains(m.GroupId)).Select(m => m.UserId).Distinct();
        }

        /// <summary>
        /// Would it close a circle to put <paramref name="member"/> into <paramref name="group"/>? Deleted groups count as well, so that
        /// restoring one closes none either. Ask it while you <see cref="HoldNesting"/>.
        /// </summary>
        public async Task<bool> WouldClose(Guid group, Guid member, CancellationToken ct) => group == member || await db.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE inside("GroupId") AS (
                SELECT n."MemberId" FROM "NestedGroups" n WHERE n."TenantId" = {db.CurrentTenantId} AND n."GroupId" = {member}
                UNION
                SELECT n."MemberId" FROM inside JOIN "NestedGroups" n ON n."TenantId" = {db.CurrentTenantId} AND n."GroupId" = inside."GroupId")
            SELECT "GroupId" AS "Value" FROM inside
            """).AnyAsync(id => id == group, ct);

        /// <summary>
        /// Lets one transaction of the tenant at a time nest groups: two that see no circle each could close one together. SQLite has
        /// one writer anyway; on PostgreSQL the tenant's row is held, in the strength that does not hinder rows that refer to it.
        /// </summary>
        public async Task HoldNesting(CancellationToken ct)
        {
            if (db.IsPostgres) await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM "Tenants" WHERE "Id" = {db.CurrentTenantId} FOR NO KEY UPDATE""", ct);
        }
    }
}
