from django.urls import path

from governance.meetings import views as meetings
from governance.minutes import views as minutes

app_name = "governance"
urlpatterns = [
    path("board/", meetings.board, name="board"),
    path("board/meetings/", meetings.meeting_list, name="meeting_list"),
    path("board/meetings/<int:pk>/", minutes.meeting_detail, name="meeting_detail"),
    path("board/minutes/", minutes.minutes_list, name="minutes_list"),
]
