using Foyer.Data;

namespace Foyer.Groups;

/// <summary>Which groups somebody belongs to; the one place that knows how membership is passed on.</summary>
internal static class Memberships
{
    extension(FoyerDb db)
    {
        /// <summary>Ids of the groups that a user is a direct member of.</summary>
        public IQueryable<Guid> GroupsOf(Guid userId) => db.GroupMembers.Where(m => m.UserId == userId).Select(m => m.GroupId);

        /// <summary>Ids of all groups that a user belongs to, also through other groups.</summary>
        public IQueryable<Guid> AllGroupsOf(Guid userId) => db.GroupsOf(userId);
    }
}
